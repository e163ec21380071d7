import pytest
from django.test import Client

from notifications.models import EmailPreferences
from notifications.tokens import unsubscribe_token


def preferences(member) -> EmailPreferences:
    return EmailPreferences.objects.get(member=member)


@pytest.mark.rule("R09")
def test_the_page_saves_each_preference(bruno, as_):
    response = as_(bruno).post("/settings/email/", {"invitations": "on", "replies": "on"})
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
def test_the_unsubscribe_link_asks_for_confirmation(bruno, as_):
    link = f"/u/{unsubscribe_token(bruno.pk, 'reminders')}/"
    assert "Reminders of invitations that wait" in as_().get(link).content.decode()
    assert preferences(bruno).reminders
    assert as_().post(link).status_code == 200
    assert not preferences(bruno).reminders
    assert preferences(bruno).invitations


def test_one_click_unsubscribe_needs_no_cookie(bruno):

    link = f"/u/{unsubscribe_token(bruno.pk, 'invitations')}/"
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not preferences(bruno).invitations


@pytest.mark.parametrize("token", ["x", "WzEsImludml0YXRpb25zIl0:forged", "a:b:c"])
def test_a_forged_link_is_not_found(db, as_, token):
    assert as_().get(f"/u/{token}/").status_code == 404
    assert as_().get(f"/i/{token}/").status_code == 404
