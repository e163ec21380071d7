import re

import pytest
from django.core.mail import EmailMessage, send_mail

from notifications.mailbox import Row, sender_of
from notifications.models import CapturedEmail
from notifications.views import SANDBOX, frame_policy
from tests.conftest import invite, load_again, mails
from tests.factories import MemberFactory
from tests.privacy.writes import writes


@pytest.mark.rule("D05")
def test_the_backend_stores_the_whole_message(anna, bruno):
    invite(anna, bruno, "Two desks apart")
    (mail,) = mails(bruno)
    assert ("To", "bruno@example.org") in mail.headers()
    assert "Two desks apart" in mail.raw
    assert mail.html


def test_one_row_for_each_recipient(db):
    send_mail("Hello", "Text", None, ["a@example.org", "B@example.org"])
    assert set(CapturedEmail.objects.values_list("to", flat=True)) == {"a@example.org", "b@example.org"}


def test_an_html_only_message_has_no_text(db):
    mail = EmailMessage("Hello", "<p>Hi</p>", to=["a@example.org"])
    mail.content_subtype = "html"
    mail.send()
    assert (CapturedEmail.objects.get().html, CapturedEmail.objects.get().text) == ("<p>Hi</p>", "")


def test_a_plain_message_has_no_html(db, client_for):
    recipient = MemberFactory(email="a@example.org")
    send_mail("Hello", "Text", None, ["a@example.org"])
    mail = CapturedEmail.objects.get()
    assert mail.html == ""
    assert client_for(recipient).get(f"/mail/{mail.public_id}/html/").status_code == 404


def test_the_mailbox_shows_emails_to_verified_addresses(anna, bruno, client_for):
    bruno.emailaddress_set.create(email="old@example.org", verified=True)
    bruno.emailaddress_set.create(email="anna@example.org", verified=False)
    for to in ("bruno@example.org", "old@example.org", "anna@example.org"):
        send_mail(f"For {to}", "Text", None, [to])
    page = client_for(bruno).get("/mail/").content.decode()
    assert "For bruno@example.org" in page
    assert "For old@example.org" in page
    assert "For anna@example.org" not in page


@pytest.mark.parametrize("part", ["", "html/", "source/"])
def test_an_email_to_another_member_is_not_found(anna, bruno, client_for, part):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    assert client_for(anna).get(f"/mail/{mail.public_id}/{part}").status_code == 404
    assert client_for(bruno).get(f"/mail/{mail.public_id}/{part}").status_code == 200


def test_the_html_frame_has_its_own_strict_policy(anna, bruno, client_for):
    invite(anna, bruno)
    mail = mails(bruno)[0]
    response = client_for(bruno).get(f"/mail/{mail.public_id}/html/")
    assert response["Content-Security-Policy"] == frame_policy(mail.html)
    assert "script-src" not in frame_policy(mail.html)
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_source_is_a_download(anna, bruno, client_for):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    response = client_for(bruno).get(f"/mail/{mail.public_id}/source/")
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"] == f'attachment; filename="{mail.public_id}.eml"'


@pytest.fixture
def mailbox(anna, bruno, client_for, clock):
    """Bruno's browser; his mailbox has an invitation and an e-mail without a kind."""
    send_mail("Lunch", "At 100% noon\n\nin Modena", "Dora <dora@example.net>", [bruno.email])
    clock.move(minutes=1)
    invite(anna, bruno)
    return client_for(bruno)


def subjects(browser, query=""):
    return [row.email.subject for row in browser.get(f"/mail/{query}").context["rows"]]


def unread(browser):
    """The number beside the link in the navigation bar."""
    found = re.search(r"\((\S+) unread\)", browser.get("/").content.decode())
    return found[1] if found else ""


def test_the_list_shows_sender_kind_and_beginning(mailbox):
    invitation, lunch = mailbox.get("/mail/").context["rows"]
    assert (lunch.sender, lunch.email.get_kind_display(), lunch.preview) == (
        "Dora",
        "",
        "At 100% noon in Modena",
    )
    assert invitation.email.get_kind_display() == "Invitation"
    assert invitation.sender == "Acquaint"


def test_the_preview_leaves_out_subject_links_and_quotation_marks():
    email = CapturedEmail(subject="Anna replied")
    email.start = "Anna replied.\n\n> In Modena,\n> two desks apart\n\nAccept: https://x.example/\n"
    assert Row(email, "/", True).preview == "In Modena, two desks apart"


def test_a_sender_without_a_name_is_shown_by_address():
    assert sender_of([("From", "x@example.net")]) == "x@example.net"


def test_an_email_is_unread_until_it_is_opened(mailbox, bruno):
    assert unread(mailbox) == "2"
    for _ in range(2):
        mailbox.get(mails(bruno, "Anna")[0].get_absolute_url())
    assert [row.is_unread for row in mailbox.get("/mail/").context["rows"]] == [False, True]
    assert unread(mailbox) == "1"
    assert subjects(mailbox, "?unread=1") == ["Lunch"]


def test_opening_an_email_writes_no_table(mailbox, bruno):
    with writes() as tables:
        mailbox.get("/mail/?q=anna&unread=1")
        mailbox.get(mails(bruno, "Anna")[0].get_absolute_url())
    assert tables == []


def test_only_the_latest_opened_emails_are_remembered(mailbox, bruno, monkeypatch):
    monkeypatch.setattr("notifications.mailbox.MAX_OPENED", 1)
    for mail in mails(bruno):
        mailbox.get(mail.get_absolute_url())
    assert len(mailbox.session["opened_emails"]) == 1


def test_counting_the_unread_stops_at_a_hundred(mailbox, bruno):
    assert unread(mailbox) == "2"
    copies = [
        CapturedEmail(public_id=f"x{n}", to=bruno.email, raw="", sent_at=bruno.joined_at) for n in range(98)
    ]
    CapturedEmail.objects.bulk_create(copies)
    assert unread(mailbox) == "99+"


@pytest.mark.parametrize("query", ["LUNCH", "100%", "in modena", "Lun\x00ch", " lunch ", "kind=none&q=lunch"])
def test_the_search_finds_subject_and_text(mailbox, query):
    assert subjects(mailbox, f"?q={query.replace('%', '%25')}") == ["Lunch"]


@pytest.mark.parametrize("text", ["%25_", "1_0%25", "x" * 5000, "<script>"])
def test_the_search_is_literal_and_bounded(mailbox, text):
    page = mailbox.get(f"/mail/?q={text}")
    assert (page.context["rows"], len(page.context["q"]) <= 200) == ([], True)
    assert "No results" in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_the_filter_offers_the_kinds_that_are_there(mailbox):
    assert [str(chip.label) for chip in mailbox.get("/mail/").context["filters"].chips] == [
        "Unread",
        "Invitation",
    ]
    assert subjects(mailbox, "?kind=invitation") == ["Anna Ricci would like to connect with you"]
    assert len(subjects(mailbox, "?kind=reply")) == 2


TABS = [("", "<iframe"), ("html", "<iframe"), ("nothing", "<iframe"), ("text", "http://"), ("headers", "List-Unsubscribe-Post"), ("source", "MIME-Version: 1.0")]  # fmt: skip


@pytest.mark.parametrize(("tab", "shown"), TABS)
def test_each_tab_shows_its_part(mailbox, bruno, tab, shown):
    (mail,) = mails(bruno, "Anna")
    page = mailbox.get(mail.get_absolute_url(), {"show": tab}).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert shown in main
    assert main.count('aria-current="page"') == 1
    assert ("<iframe" in main) == (shown == "<iframe")


def test_an_email_without_html_opens_with_its_text(mailbox, bruno):
    (mail,) = mails(bruno, "Lunch")
    page = mailbox.get(mail.get_absolute_url(), {"show": "html"})
    assert (page.context["tab"], '"?show=html"' in page.content.decode()) == ("text", False)


def test_the_frame_is_measured_but_runs_no_script(mailbox, bruno):
    (mail,) = mails(bruno, "Anna")
    assert f'sandbox="{SANDBOX}"' in mailbox.get(mail.get_absolute_url()).content.decode()
    assert "allow-scripts" not in SANDBOX
    assert mailbox.get(f"{mail.get_absolute_url()}html/").content.startswith(b"<!doctype html>")


def test_without_capture_there_is_no_mailbox(settings):
    settings.MEMBER_MAILBOX = False
    routes = load_again("notifications.urls").urlpatterns
    previews = {"preview", "preview_by_email", "preview_follow_up"}
    assert {route.name for route in routes} == {"preferences", "resume_emails", "unsubscribe"} | previews
