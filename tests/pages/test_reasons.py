"""How the sender knows the recipient; “I don't know” stops the form before anything is sent or counted."""

import pytest

from invitations.models import Invitation
from network.members.models import Connection
from tests.conftest import invite
from tests.privacy.writes import writes

INVITE_BRUNO_URL, BY_EMAIL_URL = "/members/bruno/invite/", "/invitations/by-email/"
UNKNOWN_REASON = {"note": "Two desks apart", "reason": "unknown"}


def text(page):
    return page.content.decode()


def choices(page) -> list[str]:
    return [str(label) for _, label in page.context["form"].fields["reason"].choices]


def test_the_form_offers_five_reasons_and_unknown(anna, bruno, client_for):
    reasons = ["Colleague", "Classmate", "Business", "Friend", "Other"]
    assert choices(client_for(anna).get(INVITE_BRUNO_URL)) == [*reasons, "I don’t know Bruno"]
    assert choices(client_for(anna).get(BY_EMAIL_URL)) == [*reasons, "I don’t know this person"]
    assert "How do you know Bruno?" in text(client_for(anna).get(INVITE_BRUNO_URL))


COUNTED = {"invitations_recentverbs"}
"""Every POST counts against the limit of an hour, one that is not valid too."""


@pytest.mark.parametrize("reason", ["", *Invitation.Reason.values])
def test_a_known_reason_is_kept(anna, bruno, client_for, reason):
    assert client_for(anna).post(INVITE_BRUNO_URL, {"reason": reason}).status_code == 302
    assert Invitation.objects.get().reason == reason


@pytest.mark.parametrize("extra_data", [{}, {"email": "bruno@example.org"}])
def test_an_unknown_recipient_is_not_invited_and_nothing_is_written(anna, bruno, client_for, extra_data):
    browser = client_for(anna)
    with writes() as written_tables:
        page = browser.post(INVITE_BRUNO_URL, UNKNOWN_REASON | extra_data)
    assert (page.status_code, {*written_tables} - COUNTED) == (200, set())
    for sentence in (
        "Nothing was sent, and no invitation was used.",
        "Two desks apart",
        *extra_data.values(),
    ):
        assert sentence in text(page)
    assert page.context["form"]["reason"].value() == "unknown"


def test_an_unknown_recipient_by_email_is_not_invited(anna, client_for):
    browser = client_for(anna)
    with writes() as written_tables:
        page = browser.post(BY_EMAIL_URL, UNKNOWN_REASON | {"email": "dora@example.net"})
    assert (page.status_code, {*written_tables} - COUNTED) == (200, set())
    assert "dora@example.net" in text(page)
    assert "Ask somebody whom you both know to introduce you." in text(page)


def test_unknown_does_not_accept_their_open_invitation(anna, bruno, client_for):
    received = invite(bruno, anna)
    assert client_for(anna).post(INVITE_BRUNO_URL, UNKNOWN_REASON).status_code == 200
    received.refresh_from_db()
    assert received.is_open


def test_the_advice_names_a_mutual_connection(anna, bruno, carla, client_for):
    assert "Ask somebody whom you both know" in text(client_for(anna).post(INVITE_BRUNO_URL, UNKNOWN_REASON))
    for person in (anna, bruno):
        Connection.objects.connect(person, carla)
    assert "Ask <bdi>Carla Longo</bdi>, whom you both know" in text(
        client_for(anna).post(INVITE_BRUNO_URL, UNKNOWN_REASON)
    )


def test_a_note_that_is_too_long_is_kept(anna, bruno, client_for):
    long_note = "🙂" * 301
    page = client_for(anna).post(INVITE_BRUNO_URL, {"note": long_note})
    assert page.status_code == 200
    assert long_note in text(page)
    assert "maxlength" not in text(page)
    assert client_for(anna).post(INVITE_BRUNO_URL, {"note": " " + "🙂" * 299 + "\r\n"}).status_code == 302
