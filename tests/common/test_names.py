"""What a person may be called."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from invitations.forms import MessageForm, NoteForm
from network.common import names
from network.common.names import carries_contact, validate_line, validate_name
from network.common.validators import validate_marks
from network.members.accounts.forms import VerifiedSignupForm
from network.members.people.forms import ProfileForm, SignupForm

NAMES = [
    "Anna Ricci", "Dr. Ahmed Zaki", "Dipl.Ing. Max Muster", "Jane Doe, Ph.D.", "J.R.R. Tolkien", "St.John Smith",
    "Anna M.Sc", "O’Neill", "Jean‑Luc", "محمد علی", "می\u200cخواهم", "山田 太郎", "पी.ए. कुमार", "Member 12",
]  # fmt: skip
REFUSED = {
    "no_letter": ["", "123", "\u3164", "\u200b", "\u2800", "..."],
    "invisible": ["Anna\u200bRicci", "Anna\u3164", "\u202eAnna", "Anna \u200d Ricci", "A\u00adnna", "\u0301\u200dAnna\u200d", "A\u200d\u200dnna"],
    "encoded": ["=?utf-8?q?URGENT:_verify?=", "Anna =?utf-8?b?QQ==?= Ricci", "A =?"],
    "contact": [
        "WIN 500 EUR https://x.example", "acme.com", "Buy at ACME.COM now", "Bob (acme.io)", "www.foo.example",
        "Call +39 333 1234567", "Anna ٠٣٣٣١٢٣٤٥", "bruno@home", "ａｃｍｅ．ｃｏｍ", "acme。com", "t.me/bruno", "bit.ly",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_fine(name):
    assert validate_name(name) is None
    assert not carries_contact(name)


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, names in REFUSED.items() for name in names]
)
def test_what_is_no_name_is_refused(code, name):
    with pytest.raises(ValidationError) as error:
        validate_name(name)
    assert error.value.code == code


@pytest.mark.parametrize("field", ["name", "short_name", "headline", "location"])
def test_no_line_of_a_profile_holds_an_encoded_word(db, field):
    form = ProfileForm({"name": "Anna", "handle": "anna"} | {field: "Anna =?utf-8?q?=e2=80=ae?="})
    assert form.errors.as_data()[field][0].code == "encoded"


STACKS = [
    "Z" + "\u030d" * 79,
    "Z" + "\u030d" * 5,
    "ส" + "\u0e47" * 5,
    "Z" + "\u0301\u0323" * 2 + "\u200d" + "\u0301",
    "\u0301" * 5,
]
ORTHOGRAPHIES = [
    "Nguyê\u0303n Thi\u0323 Kie\u0302\u0309u", "בְּרֵאשִׁ֖ית", "מֹשֶׁ֣ה", "مُحَمَّدٌ", "اللّٰهُ", "น้ำผึ้ง ก็", "श्री कृष्णाँ", "မျှော်", "བསྒྲུབས", "ខ្ញុំ", "ශ්‍රී", "ᾧ",
    "α\u0314\u0301\u0345", "தமிழ்ச்செல்வி", "ਗੁਰਪ੍ਰੀਤ", "❤️‍🔥 Anna", "1️⃣ Anna",
]  # fmt: skip


@pytest.mark.parametrize("text", STACKS)
def test_marks_that_cover_other_lines_are_refused(db, text):
    """Above and below a letter they need as much room as there are of them."""
    form = ProfileForm({"name": "Anna", "handle": "anna"} | dict.fromkeys(PROFILE_TEXTS, f"Anna {text}"))
    codes = {name: error.code for name, errors in form.errors.as_data().items() for error in errors}
    assert codes.keys() == PROFILE_TEXTS
    assert set(codes.values()) <= {"marks", "max_length"}
    assert MessageForm({"message": text}).errors.as_data()["message"][0].code == "marks"
    assert NoteForm({"note": f"a\n{text}"}).errors.as_data()["note"][0].code == "marks"


@pytest.mark.parametrize("text", ORTHOGRAPHIES)
def test_marks_of_orthographies_are_kept(text):
    for form in (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)):
        assert validate_marks(form) is None
        assert validate_line(form) is None


@pytest.fixture
def read_lengths(monkeypatch):
    """The lengths of the texts that are normalised from now on."""
    lengths: list[int] = []
    original = names.normalize

    def normalize(form, text):
        lengths.append(len(text))
        return original(form, text)

    monkeypatch.setattr(names, "normalize", normalize)
    return lengths


PROFILE_TEXTS = {"name", "short_name", "headline", "location", "about"}
FORMS = {
    "sign-up": SignupForm,
    "sign-up by a link": lambda data: VerifiedSignupForm(data, address="nina@example.org"),
    "profile": ProfileForm,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_name_that_is_too_long_is_refused_before_anything_reads_it(db, read_lengths, form):
    """One letter of it stands for eighteen."""
    filled = form({"name": "\ufdfa" * 800_000})
    assert len(filled.errors["name"]) == 1
    assert read_lengths == []


def test_no_more_is_read_than_a_name_may_be_long(read_lengths):
    assert not carries_contact("\ufdfa" * 800_000)
    assert read_lengths == [names.MAX_LENGTH]
