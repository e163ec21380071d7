"""Ignoring an invitation and restoring it to the inbox."""

import pytest

from invitations.errors import NotOpen
from invitations.models import Invitation, Reception, Refusal
from tests.conftest import invite, mails, reception_of, tick, work


@pytest.fixture
def ignored(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    return invitation


@pytest.mark.rule("R20")
def test_ignoring_archives_and_creates_no_refusal(ignored):
    reception = reception_of(ignored)
    assert reception.place == Reception.Place.ARCHIVE
    assert reception.refused_at is None
    assert not Refusal.objects.exists()


@pytest.mark.rule("R20", "R21")
def test_ignoring_does_not_change_the_invitation_row(anna, bruno):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception_of(invitation).ignore()
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


@pytest.mark.rule("R04", "R21")
def test_ignoring_sends_no_email_and_the_outbox_records_it(ignored, anna):
    work()
    assert not mails(anna)
    row = ignored.outbox.get(kind="ignored")
    assert (row.member, row.status, row.reason) == (anna, "silent", "silent by rule R21")


def test_no_reminders_after_ignoring(ignored, bruno, clock):
    clock.move(days=30)
    tick()
    assert not mails(bruno, "is still waiting")


def test_restoring_does_not_restart_the_reminders(ignored, bruno, clock):
    reception_of(ignored).restore()
    clock.move(days=30)
    tick()
    assert reception_of(ignored).place == Reception.Place.INBOX
    assert not mails(bruno, "is still waiting")


def test_ignoring_twice_raises(ignored):
    with pytest.raises(NotOpen):
        reception_of(ignored).ignore()
    assert ignored.events.filter(kind="ignored").count() == 1


def test_an_invitation_in_the_inbox_cannot_be_restored(anna, bruno):
    with pytest.raises(NotOpen):
        reception_of(invite(anna, bruno)).restore()
