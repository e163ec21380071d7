import pytest
from django.test import Client

from notifications.models import EmailPreferences
from notifications.tokens import unsubscribe_token


def preferences(member) -> EmailPreferences:
    return EmailPreferences.objects.get(member=member)


@pytest.mark.rule("R09")
def test_the_page_switches_each_kind(bruno, client_for):
    answer = client_for(bruno).post("/settings/email/", {"invitations": "on", "replies": "on"})
    assert answer["Location"] == "/settings/email/"
    mine = preferences(bruno)
    assert (mine.invitations, mine.reminders, mine.acceptances, mine.replies) == (True, False, False, True)


def test_no_email_at_all_stops_every_kind_but_account_mail(bruno):
    mine = EmailPreferences(member=bruno, none=True)
    assert not mine.wants("invitations")
    assert mine.wants("")


@pytest.mark.rule("R09")
def test_the_stop_link_asks_first(bruno, client_for):
    link = f"/u/{unsubscribe_token(bruno.pk, 'reminders')}/"
    assert "Reminders of invitations that wait" in client_for().get(link).content.decode()
    assert preferences(bruno).reminders
    assert client_for().post(link).status_code == 200
    assert not preferences(bruno).reminders
    assert preferences(bruno).invitations


def test_one_click_needs_no_cookie_and_answers_200(bruno):

    link = f"/u/{unsubscribe_token(bruno.pk, 'invitations')}/"
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not preferences(bruno).invitations


@pytest.mark.parametrize("token", ["x", "WzEsImludml0YXRpb25zIl0:forged", "a:b:c"])
def test_a_forged_link_is_not_there(db, client_for, token):
    assert client_for().get(f"/u/{token}/").status_code == 404
    assert client_for().get(f"/i/{token}/").status_code == 404
