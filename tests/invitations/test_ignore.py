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
def test_ignoring_archives_and_refuses_nothing(ignored):
    reception = reception_of(ignored)
    assert reception.place == Reception.Place.ARCHIVE
    assert reception.refused_at is None
    assert not Refusal.objects.exists()


@pytest.mark.rule("R20", "R21")
def test_ignoring_writes_no_column_of_her_half(anna, bruno):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception_of(invitation).ignore()
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


@pytest.mark.rule("R04", "R21")
def test_ignoring_tells_nobody_and_the_ledger_says_so(ignored, anna):
    work()
    assert not mails(anna)
    row = ignored.outbox.get(kind="ignored")
    assert (row.member, row.status, row.reason) == (anna, "silent", "silent_by_rule_r21")


def test_ignored_is_reminded_of_no_more(ignored, bruno, clock):
    clock.move(days=30)
    tick()
    assert not mails(bruno, "is waiting")


def test_moving_back_does_not_restart_the_reminders(ignored, bruno, clock):
    reception_of(ignored).restore()
    clock.move(days=30)
    tick()
    assert reception_of(ignored).place == Reception.Place.INBOX
    assert not mails(bruno, "is waiting")


def test_ignoring_twice_changes_nothing(ignored):
    with pytest.raises(NotOpen):
        reception_of(ignored).ignore()
    assert ignored.events.filter(kind="ignored").count() == 1


def test_what_lies_in_the_inbox_cannot_be_moved_back(anna, bruno):
    with pytest.raises(NotOpen):
        reception_of(invite(anna, bruno)).restore()
