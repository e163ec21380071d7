import pytest
from django.core.mail import EmailMessage, send_mail

from notifications.models import CapturedEmail
from notifications.views import frame_policy
from tests.conftest import invite, load_again, mails
from tests.factories import MemberFactory


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
    response = client_for(bruno).get(f"/mail/{mails(bruno)[0].public_id}/html/")
    assert response["Content-Security-Policy"] == frame_policy()
    assert "script-src" not in frame_policy()
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_source_is_a_download(anna, bruno, client_for):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    response = client_for(bruno).get(f"/mail/{mail.public_id}/source/")
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"] == f'attachment; filename="{mail.public_id}.eml"'


def test_the_page_shows_headers_and_frame(anna, bruno, client_for):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    page = client_for(bruno).get(mail.get_absolute_url()).content.decode()
    assert f"/mail/{mail.public_id}/html/" in page
    assert 'sandbox="' in page
    assert "List-Unsubscribe-Post" in page


def test_without_capture_there_is_no_mailbox(settings):
    settings.MEMBER_MAILBOX = False
    routes = load_again("notifications.urls").urlpatterns
    previews = {"preview", "preview_by_email", "preview_follow_up"}
    assert {route.name for route in routes} == {"preferences", "resume_emails", "unsubscribe"} | previews
