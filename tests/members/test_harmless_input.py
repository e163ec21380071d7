"""Names, addresses and notes of the shapes that are refused elsewhere, and that are fine: a hundred of them."""

import pytest

from invitations.models import Invitation
from network.common.addresses import parse_address
from network.common.names import validate_name

NAMES = [
    "Anna-Lena Groß", "José María López y García", "Seán Ó Súilleabháin", "D’Angelo Russo", "Nguyễn Thị Minh Khai",
    "Łukasz Wiśniewski", "Þóra Jónsdóttir", "Søren Ærø", "Åsa Öberg", "Zdeněk Dvořák", "Şükrü İnönü", "Ilkka Yli-Hämäläinen",
    "Αλέξανδρος Παπαδόπουλος", "Анна Иванова-Петрова", "Олександра Ґонта", "Гаяне Մարտիրոսյան", "ნინო ბერიძე", "שרה לוי־כהן",
    "د. أحمد زكي", "علیرضا کریم‌پور", "محمّد بن عبد اللّٰه", "पी.ए. कुमार", "শ্রী রবীন্দ্র", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "தமிழ்ச்செல்வி", "ශ්‍රී ලාල්",
    "สมชาย ใจดี", "ຄຳ ພູ", "မောင်မောင်", "ខៀវ សំផន", "山田 太郎", "さくら ももこ", "김민준", "王小明", "Kaʻahumanu Kealoha",
    "Tshering Wangmo དབང་མོ", "አበበ ቢቂላ", "O", "X Æ A-Xii", "Anna Ricci 3rd", "Anna Ricci (Parma)", "Anna “Nina” Ricci",
    "Dr.-Ing. Max Muster", "Prof. Dr. h.c. Eva Klein", "Max Muster, M.Sc.", "J.R.R. Tolkien", "Jr. Robert Downey", "St. John Smith",
    "Maria del Pilar", "Vincent van Gogh", "Ana Ma. Cruz", "Co Nguyen", "Bo Li", "In-Sook Kim",
]  # fmt: skip
ADDRESSES = {
    "anna+work@example.org": "", "anna+a+b.c@example.org": "", "a.b.c@example.org": "", "o'brien@example.org": "",
    "anna_ricci@example.org": "", "1234567@example.org": "", "a@example.museum": "", "a@example.co.uk": "",
    "a@mail.sub.department.example.org": "", "a-b@ex-ample.org": "", "anna@x--y.example": "", "a@1and1.example": "",
    "x" * 64 + "@example.org": "", "a@" + "b" * 63 + ".example": "", "anna=ricci@example.org": "", "a@example.photography": "",
    "DORA@EXAMPLE.ORG": "dora@example.org", "anna@bücher.example": "anna@xn--bcher-kva.example",
    "anna@例え.テスト": "anna@xn--r8jz45g.xn--zckzah", "anna@пример.рф": "anna@xn--e1afmkfd.xn--p1ai",
    "anna@مثال.إختبار": "anna@xn--mgbh0fb.xn--kgbechtv", "anna@straße.example": "anna@xn--strae-oqa.example",
    "a/b@example.org": "", "anna!x@example.org": "", "-anna@example.org": "",
}  # fmt: skip
NOTES = [
    "We met on 12.10.2026 in Parma, room 3.14.", "The book costs €45.00 (was 50,-).", "Call me on +39 333 1234567.",
    "1. paper 2. glue 3. thread", "Is 2 < 3 & 4 > 1?", "See you at 9:30…", "100% cotton, 50/50", "c/o Bottega Neri",
    "“Quoted”, ‘single’ and «double»", "Line one\nLine two\n\n– Anna", "👩🏽‍💻 and 🇮🇹", "سعر الكتاب ٤٥ يورو", "会えてうれしい。",
    "#paper @bruno", "C++ or C#?", "a\tb", "Ph.D. in Modena; node.js too", "{curly} [square] (round)", "It’s me :-)", "=SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_was_typed(anna, client_for, name):
    validate_name(name)
    fields = {"name": name, "handle": "anna"}
    assert client_for(anna).post("/settings/profile/", fields).status_code == 302
    anna.refresh_from_db()
    assert anna.name == name


@pytest.mark.parametrize(("typed", "address"), ADDRESSES.items(), ids=lambda text: text[:24])
def test_an_address_is_invited(anna, client_for, typed, address):
    assert parse_address(typed) == (address or typed)
    assert client_for(anna).post("/invitations/by-email/", {"email": typed}).status_code == 302
    assert Invitation.objects.get().address == (address or typed)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_sent_as_it_was_typed(anna, bruno, client_for, note):
    assert client_for(anna).post("/members/bruno/invite/", {"note": note}).status_code == 302
    assert Invitation.objects.get().note == note
