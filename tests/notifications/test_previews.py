"""The e-mail before it is sent: the very one, but for the links, and nothing of whoever will get it."""

import re

import pytest

from network.members.models import Connection, Member
from notifications import emails
from notifications.models import EmailPreferences
from tests.conftest import invite, mails, reception_of, work
from tests.privacy.writes import writes

PREVIEW, BY_EMAIL = "/members/bruno/invite/preview/", "/invitations/by-email/preview/"
NOTE = {"note": "Two desks <apart> & a stove\r\nيوم", "reason": "friend"}
LINK = re.compile(r"https?://\S+")
FORM_KEY = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def inert(html: str) -> str:
    return re.sub(r' href="[^"]*"', "", html)


def same(letter, mail) -> bool:
    """Whether a preview and a mail differ in their links alone."""
    previewed = letter.subject, inert(letter.html), LINK.sub("…", letter.text)
    return previewed == (mail.subject, inert(mail.html), LINK.sub("…", mail.text))


def letter_of(page):
    assert page.status_code == 200
    return page.context["email_preview"]


@pytest.fixture
def follow_up(anna, bruno, clock):
    """Where the follow-up of Anna's invitation to Bruno is previewed."""
    invitation = invite(anna, bruno, "First words")
    clock.move(days=7)
    return f"{invitation.get_absolute_url()}follow-up/preview/"


@pytest.mark.parametrize("note", ["", NOTE["note"], "See example.org/me"])
def test_it_is_the_mail_that_then_leaves(anna, bruno, client_for, note):
    letter = letter_of(client_for(anna).post(PREVIEW, {"note": note}))
    client_for(anna).post("/members/bruno/invite/", {"note": note})
    work()
    assert same(letter, mails(bruno)[0])


@pytest.mark.parametrize("note", ["", "Second words"])
def test_so_it_is_for_a_follow_up(anna, bruno, client_for, follow_up, note):
    letter = letter_of(client_for(anna).post(follow_up, {"note": note}))
    assert (note or "First words") in letter.text
    client_for(anna).post(follow_up.removesuffix("preview/"), {"note": note})
    work()
    assert same(letter, mails(bruno)[-1])


def test_and_for_somebody_who_is_no_member(anna, client_for, clock):
    said = NOTE | {"email": "dora@example.net"}
    letter = letter_of(client_for(anna).post(BY_EMAIL, said))
    client_for(anna).post("/invitations/by-email/", said)
    work()
    assert same(letter, mails("dora@example.net")[0])
    clock.move(days=7)
    row = anna.invitations_sent.get()
    again = letter_of(client_for(anna).post(f"{row.get_absolute_url()}follow-up/preview/", NOTE))
    assert same(again, mails("dora@example.net")[0])


def test_a_member_whose_address_is_typed_is_shown_as_nobody(anna, bruno, client_for):
    pages = [
        client_for(anna).post(BY_EMAIL, NOTE | {"email": to})
        for to in ("bruno@example.org", "dora@example.net")
    ]
    assert letter_of(pages[0]) == letter_of(pages[1])


@pytest.mark.parametrize("path", [PREVIEW, BY_EMAIL])
def test_it_writes_nothing(anna, bruno, client_for, path):
    browser = client_for(anna)
    with writes() as found:
        assert browser.post(path, NOTE | {"email": "bruno@example.org"}).status_code == 200
    assert found == []


def test_no_more_does_that_of_a_follow_up(anna, client_for, follow_up):
    browser = client_for(anna)
    with writes() as found:
        assert browser.post(follow_up, NOTE).status_code == 200
    assert found == []


def test_it_holds_no_key_and_no_address_of_its_reader(anna, bruno, client_for):
    letter = letter_of(client_for(anna).post(PREVIEW, NOTE))
    assert "href" not in letter.html
    assert bruno.email not in letter.text + letter.html
    assert set(LINK.findall(letter.text)) == {
        "http://localhost:8000/…", "http://localhost:8000/members/anna/", "http://localhost:8000/invitations/",
    }  # fmt: skip


def test_it_tells_nothing_of_what_the_reader_has_set(anna, bruno, client_for):
    seen = []
    for columns in ({}, {"language": "ar", "time_zone": "Asia/Amman"}):
        Member.objects.filter(pk=bruno.pk).update(**columns)
        seen.append(FORM_KEY.sub("", client_for(anna).post(PREVIEW, NOTE).content.decode()))
        EmailPreferences.objects.filter(member=bruno).update(none=True)
    assert seen[0] == seen[1]


def test_a_note_with_a_link_is_left_out_and_the_page_says_so(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, {"note": "See example.org/me"})
    assert "example.org/me" not in letter_of(page).text + letter_of(page).html
    assert "left out of the e-mail. It is read on the site." in page.content.decode()
    page = client_for(anna).post(BY_EMAIL, {"note": "See example.org/me", "email": "dora@example.net"})
    assert "left out of the e-mail. It is read after joining." in page.content.decode()


def test_what_was_typed_is_kept_and_goes_on_from_there(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, {"note": "Two desks apart", "reason": "friend"}).content.decode()
    assert "Two desks apart</textarea>" in page
    assert re.search(r'value="friend"[^>]* checked', page)
    assert 'action="/members/bruno/invite/"' in page


def test_the_gate_keeps_its_address(anna, bruno, client_for):
    Member.objects.filter(pk=bruno.pk).update(invitable_by="address")
    page = client_for(anna).post(PREVIEW, {"email": "b@example.org"})
    assert 'value="b@example.org"' in page.content.decode()
    assert letter_of(page)


def test_a_file_fills_the_field(anna, client_for, tmp_path):
    book = tmp_path / "book.csv"
    book.write_text("Dora,dora@example.net\n")
    with book.open("rb") as file:
        page = client_for(anna).post(BY_EMAIL, {"file": file, "note": "Hello"})
    assert letter_of(page)
    assert page.context["form"]["email"].value() == "Dora <dora@example.net>"


@pytest.mark.parametrize("path", [PREVIEW, BY_EMAIL])
@pytest.mark.parametrize("said", [{"note": "x" * 301}, {"reason": "unknown"}])
def test_what_cannot_be_sent_is_not_shown(anna, bruno, client_for, path, said):
    page = client_for(anna).post(path, said | {"email": "bruno@example.org"})
    assert page.status_code == 200
    assert "email_preview" not in page.context
    assert page.context["form"].errors


def test_nor_a_follow_up_that_is_too_long_or_too_early(anna, client_for, follow_up, clock):
    page = client_for(anna).post(follow_up, {"note": "x" * 301})
    assert "x" * 301 in page.content.decode()
    assert "email_preview" not in page.context
    clock.move(days=-1)
    assert client_for(anna).post(follow_up, NOTE).url == "/invitations/sent/"


def test_what_stands_between_the_two_comes_first(anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    reception_of(invite(carla, bruno)).accept()
    open_one = invite(anna, bruno)
    assert client_for(anna).post(PREVIEW, NOTE).url == open_one.get_absolute_url()
    assert client_for(carla).post(PREVIEW, NOTE).url == "/members/bruno/"
    assert client_for(bruno).post(PREVIEW, NOTE).url == "/members/bruno/"


def test_the_page_lets_one_style_in_and_the_frame_nothing_else(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, NOTE)
    policy = page.headers["Content-Security-Policy"]
    assert re.search(r"style-src 'self' 'sha256-[\w+/=]+'", policy)
    assert "unsafe" not in policy
    assert '<iframe class="mail-frame" sandbox srcdoc="&lt;!doctype html&gt;' in page.content.decode()
    assert "sha256" not in client_for(anna).get("/members/bruno/invite/").headers["Content-Security-Policy"]


def test_it_is_written_in_the_language_of_its_sender(anna, bruno, client_for):
    Member.objects.filter(pk=anna.pk).update(language="ar")
    letter = letter_of(client_for(anna).post(PREVIEW, NOTE))
    assert '<html lang="ar" dir="rtl">' in letter.html
    assert emails.carries_link(letter.note) is False
