"""Previews of e-mails: equal to the e-mail that is sent, except for links, and without data of the recipient."""

import re

import pytest

from network.members.models import Connection, Member
from notifications.models import EmailPreferences
from tests.conftest import invite, mails, reception_of, work
from tests.privacy.writes import writes

PREVIEW, BY_EMAIL = "/members/bruno/invite/preview/", "/invitations/by-email/preview/"
NOTE = {"note": "Two desks <apart> & a stove\r\nيوم", "reason": "friend"}
LINK = re.compile(r"https?://\S+")
CSRF_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def without_links(html: str) -> str:
    """Return the HTML without link targets."""
    return re.sub(r' href="[^"]*"', "", html)


def equals_except_links(preview, mail) -> bool:
    """Whether a preview and an e-mail differ only in their links and in the address, which the preview leaves out."""
    previewed = preview.subject, without_links(preview.html), LINK.sub("…", preview.text)
    text, html = (part.replace(mail.to, "…") for part in (mail.text, mail.html))
    return previewed == (mail.subject, without_links(html), LINK.sub("…", text))


def preview_of(page):
    assert page.status_code == 200
    return page.context["email_preview"]


@pytest.fixture
def follow_up_url(anna, bruno, clock):
    """The URL that previews the follow-up of Anna's invitation to Bruno."""
    invitation = invite(anna, bruno, "First words")
    clock.move(days=7)
    return f"{invitation.get_absolute_url()}follow-up/preview/"


@pytest.mark.parametrize("note", ["", NOTE["note"], "See example.org/me"])
def test_the_preview_equals_the_email(anna, bruno, client_for, note):
    preview = preview_of(client_for(anna).post(PREVIEW, {"note": note}))
    client_for(anna).post("/members/bruno/invite/", {"note": note})
    work()
    assert equals_except_links(preview, mails(bruno)[0])


@pytest.mark.parametrize("note", ["", "Second words"])
def test_the_preview_of_a_follow_up_equals_the_email(anna, bruno, client_for, follow_up_url, note):
    preview = preview_of(client_for(anna).post(follow_up_url, {"note": note}))
    assert (note or "First words") in preview.text
    client_for(anna).post(follow_up_url.removesuffix("preview/"), {"note": note})
    work()
    assert equals_except_links(preview, mails(bruno)[-1])


def test_the_preview_for_a_non_member_equals_the_email(anna, client_for, clock):
    data = NOTE | {"email": "dora@example.net"}
    preview = preview_of(client_for(anna).post(BY_EMAIL, data))
    client_for(anna).post("/invitations/by-email/", data)
    work()
    assert equals_except_links(preview, mails("dora@example.net")[0])
    clock.move(days=7)
    row = anna.invitations_sent.get()
    follow_up_preview = preview_of(client_for(anna).post(f"{row.get_absolute_url()}follow-up/preview/", NOTE))
    assert equals_except_links(follow_up_preview, mails("dora@example.net")[0])


def test_an_invitation_by_email_looks_the_same_for_members_and_non_members(anna, bruno, client_for):
    pages = [
        client_for(anna).post(BY_EMAIL, NOTE | {"email": to})
        for to in ("bruno@example.org", "dora@example.net")
    ]
    assert preview_of(pages[0]) == preview_of(pages[1])


@pytest.mark.parametrize("path", [PREVIEW, BY_EMAIL])
def test_a_preview_writes_nothing(anna, bruno, client_for, path):
    browser = client_for(anna)
    with writes() as statements:
        assert browser.post(path, NOTE | {"email": "bruno@example.org"}).status_code == 200
    assert statements == []


def test_the_preview_of_a_follow_up_writes_nothing(anna, client_for, follow_up_url):
    browser = client_for(anna)
    with writes() as statements:
        assert browser.post(follow_up_url, NOTE).status_code == 200
    assert statements == []


def test_a_preview_has_no_tokens_and_no_address_of_the_recipient(anna, bruno, client_for):
    preview = preview_of(client_for(anna).post(PREVIEW, NOTE))
    assert "href" not in preview.html
    assert bruno.email not in preview.text + preview.html
    assert set(LINK.findall(preview.text)) == {
        "http://localhost:8000/…", "http://localhost:8000/members/anna/", "http://localhost:8000/invitations/",
    }  # fmt: skip


def test_a_preview_does_not_depend_on_the_settings_of_the_recipient(anna, bruno, client_for):
    pages = []
    for columns in ({}, {"language": "ar", "time_zone": "Asia/Amman"}):
        Member.objects.filter(pk=bruno.pk).update(**columns)
        pages.append(CSRF_TOKEN.sub("", client_for(anna).post(PREVIEW, NOTE).content.decode()))
        EmailPreferences.objects.filter(member=bruno).update(none=True)
    assert pages[0] == pages[1]


def test_a_note_with_a_link_is_omitted_with_a_hint(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, {"note": "See example.org/me"})
    assert "example.org/me" not in preview_of(page).text + preview_of(page).html
    assert "only shown on the site, not in the e-mail." in page.content.decode()
    page = client_for(anna).post(BY_EMAIL, {"note": "See example.org/me", "email": "dora@example.net"})
    assert "only shown after joining, not in the e-mail." in page.content.decode()


def test_the_form_keeps_its_values_and_posts_the_invitation(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, {"note": "Two desks apart", "reason": "friend"}).content.decode()
    assert "Two desks apart</textarea>" in page
    assert re.search(r'value="friend"[^>]* checked', page)
    assert 'action="/members/bruno/invite/"' in page


def test_the_address_of_the_gate_is_kept(anna, bruno, client_for):
    Member.objects.filter(pk=bruno.pk).update(invitable_by="address")
    page = client_for(anna).post(PREVIEW, {"email": "b@example.org"})
    assert 'value="b@example.org"' in page.content.decode()
    assert preview_of(page)


def test_an_uploaded_file_fills_the_address_field(anna, client_for, tmp_path):
    address_book = tmp_path / "address_book.csv"
    address_book.write_text("Dora,dora@example.net\n")
    with address_book.open("rb") as file:
        page = client_for(anna).post(BY_EMAIL, {"file": file, "note": "Hello"})
    assert preview_of(page)
    assert page.context["form"]["email"].value() == "Dora <dora@example.net>"


@pytest.mark.parametrize("path", [PREVIEW, BY_EMAIL])
@pytest.mark.parametrize("data", [{"note": "x" * 301}, {"reason": "unknown"}])
def test_an_invalid_form_has_no_preview(anna, bruno, client_for, path, data):
    page = client_for(anna).post(path, data | {"email": "bruno@example.org"})
    assert page.status_code == 200
    assert "email_preview" not in page.context
    assert page.context["form"].errors


def test_an_invalid_or_early_follow_up_has_no_preview(anna, client_for, follow_up_url, clock):
    page = client_for(anna).post(follow_up_url, {"note": "x" * 301})
    assert "x" * 301 in page.content.decode()
    assert "email_preview" not in page.context
    clock.move(days=-1)
    assert client_for(anna).post(follow_up_url, NOTE).url == "/invitations/sent/"


def test_open_invitations_and_connections_redirect_instead(anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    reception_of(invite(carla, bruno)).accept()
    open_invitation = invite(anna, bruno)
    assert client_for(anna).post(PREVIEW, NOTE).url == open_invitation.get_absolute_url()
    assert client_for(carla).post(PREVIEW, NOTE).url == "/members/bruno/"
    assert client_for(bruno).post(PREVIEW, NOTE).url == "/members/bruno/"


def test_the_content_security_policy_of_the_preview(anna, bruno, client_for):
    page = client_for(anna).post(PREVIEW, NOTE)
    policy = page.headers["Content-Security-Policy"]
    assert re.search(r"style-src 'self' 'sha256-[\w+/=]+'", policy)
    assert "unsafe" not in policy
    assert '<iframe class="mail-frame" sandbox srcdoc="&lt;!doctype html&gt;' in page.content.decode()
    assert "sha256" not in client_for(anna).get("/members/bruno/invite/").headers["Content-Security-Policy"]


def test_the_preview_is_in_the_language_of_the_sender(anna, bruno, client_for):
    Member.objects.filter(pk=anna.pk).update(language="ar")
    preview = preview_of(client_for(anna).post(PREVIEW, NOTE))
    assert '<html lang="ar" dir="rtl">' in preview.html
    assert preview.leaves_out_note is False


def test_all_previews_share_one_limit(anna, carla, client_for, follow_up_url, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"preview": "3/h/user"}
    browser, form = client_for(anna), {"email": "nobody@example.net", "note": "Hello"}
    urls = [PREVIEW.replace("bruno", "carla"), BY_EMAIL, follow_up_url]
    assert [browser.post(url, form).status_code for url in [*urls, *urls]] == [200] * 3 + [429] * 3


def test_previews_do_not_use_up_the_limit_of_sending(anna, client_for, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite_by_email": "1/h/user"}
    browser, form = client_for(anna), {"email": "nobody@example.net", "note": "Hello"}
    urls = [BY_EMAIL, BY_EMAIL, "/invitations/by-email/"]
    assert [browser.post(url, form).status_code for url in urls] == [200, 200, 302]
