import pytest
from django.test import Client

from notifications.models import EmailPreferences
from notifications.tokens import unsubscribe_token


def preferences(member) -> EmailPreferences:
    return EmailPreferences.objects.get(member=member)


@pytest.mark.rule("R09")
def test_the_page_saves_each_preference(bruno, client_for):
    response = client_for(bruno).post("/settings/email/", {"invitations": "on", "replies": "on"})
    assert response["Location"] == "/settings/email/"
    saved = preferences(bruno)
    assert (saved.invitations, saved.reminders, saved.acceptances, saved.replies) == (
        True,
        False,
        False,
        True,
    )


def test_none_stops_every_kind_except_account_emails(bruno):
    row = EmailPreferences(member=bruno, none=True)
    assert not row.wants("invitations")
    assert row.wants("")


@pytest.mark.rule("R09")
def test_the_unsubscribe_link_asks_for_confirmation(bruno, client_for):
    link = f"/u/{unsubscribe_token(bruno.pk, 'reminders')}/"
    assert "Reminders of waiting invitations" in client_for().get(link).content.decode()
    assert preferences(bruno).reminders
    assert client_for().post(link).status_code == 200
    assert not preferences(bruno).reminders
    assert preferences(bruno).invitations


def test_one_click_unsubscribe_needs_no_cookie(bruno):

    link = f"/u/{unsubscribe_token(bruno.pk, 'invitations')}/"
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not preferences(bruno).invitations


@pytest.mark.parametrize("token", ["x", "WzEsImludml0YXRpb25zIl0:forged", "a:b:c"])
def test_a_forged_link_is_not_found(db, client_for, token):
    assert client_for().get(f"/u/{token}/").status_code == 404
    assert client_for().get(f"/i/{token}/").status_code == 404


def test_no_e_mail_at_all_says_what_becomes_of_the_other_switches(client_for, anna):
    page = client_for(anna).get("/settings/email/").content.decode()
    assert "the choices above have no effect" in page
    assert 'aria-describedby="id_none_helptext"' in page
