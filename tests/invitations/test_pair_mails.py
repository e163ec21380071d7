"""E-mails about one sender's invitations and follow-ups to one person: one in 24 hours, three in 30 days."""

import pytest

from invitations.models import Block, Delivery, Reception
from notifications.models import EmailPreferences, Outbox
from tests.conftest import invite, invite_address, mails, reception_of, tick, work
from tests.factories import MemberFactory

NINA = "nina@example.org"


@pytest.fixture
def bruno_at_work(bruno):
    bruno.emailaddress_set.create(email="bruno@work.example", verified=True)
    return "bruno@work.example"


def withdraw(invitation) -> None:
    invitation.withdraw()
    work()


def told_lately() -> int:
    return Outbox.objects.filter(status=Outbox.Status.SILENT, reason="told lately").count()


@pytest.mark.rule("R05")
def test_inviting_and_withdrawing_six_times_is_one_email(anna, bruno):
    for number in range(6):
        withdraw(invite_address(anna, bruno.email, f"Note {number}"))
    assert len(mails(bruno)) == 1
    assert told_lately() == 5


def test_what_is_not_mailed_is_delivered(anna, bruno):
    withdraw(invite_address(anna, bruno.email))
    second = invite_address(anna, bruno.email, "Once more")
    reception = reception_of(second)
    assert (reception.place, reception.note) == (Reception.Place.INBOX, "Once more")
    row = Outbox.objects.get(key=f"invitation:{second.deliveries.get().pk}")
    assert (row.status, row.reason, row.member, row.next_at) == ("silent", "told lately", bruno, None)


def test_every_address_and_way_counts_for_the_same_member(anna, bruno, bruno_at_work):
    withdraw(invite(anna, bruno))
    for address in (bruno.email, bruno_at_work, "Bruno@Work.Example"):
        withdraw(invite_address(anna, address))
    invite(anna, bruno, address=bruno_at_work)
    assert len(mails(bruno)) == 1
    assert told_lately() == 4


def test_a_day_later_there_is_another_email_and_three_in_thirty_days(anna, bruno, clock):
    first = clock.now()
    for _ in range(5):
        withdraw(invite_address(anna, bruno.email))
        clock.move(days=1)
    assert len(mails(bruno)) == 3
    clock.instant = first
    clock.move(days=30)
    invite_address(anna, bruno.email)
    assert len(mails(bruno)) == 4


def test_a_second_less_than_a_day_is_the_same_day(anna, bruno, clock):
    withdraw(invite_address(anna, bruno.email))
    clock.move(hours=23, minutes=59, seconds=59)
    invite_address(anna, bruno.email)
    assert len(mails(bruno)) == 1


@pytest.mark.rule("R22")
def test_a_follow_up_beyond_the_limit_returns_to_the_inbox_without_an_email(anna, bruno, clock, set_policy):
    set_policy(follow_up_days=0)
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    invitation.follow_up("Still there?")
    work()
    assert reception_of(invitation).place == Reception.Place.INBOX
    assert len(mails(bruno)) == told_lately() == 1


def test_a_merged_proposal_counts_as_well(anna, bruno, set_policy):
    set_policy(follow_up_days=0)
    invite(anna, bruno)
    merged = invite_address(anna, bruno.email)
    assert merged.deliveries.get().outcome == Delivery.Outcome.MERGED
    assert len(mails(bruno)) == told_lately() == 1


def test_blocking_and_unblocking_gives_no_second_email(anna, bruno):
    invite_address(anna, bruno.email).withdraw()
    Block.objects.block(bruno, anna)
    work()
    Block.objects.unblock(bruno, anna)
    invite_address(anna, bruno.email)
    assert len(mails(bruno)) == told_lately() == 1


def test_other_senders_and_other_people_have_limits_of_their_own(anna, bruno, carla):
    withdraw(invite_address(anna, bruno.email))
    invite_address(carla, bruno.email)
    invite_address(anna, carla.email)
    assert (len(mails(bruno)), len(mails(carla)), told_lately()) == (2, 1, 0)


def test_an_email_to_the_recipient_of_an_earlier_invitation_in_the_other_direction_does_not_count(
    anna, bruno
):
    withdraw(invite(bruno, anna))
    invite(anna, bruno)
    assert len(mails(bruno)) == 1


def test_what_was_not_delivered_does_not_count(anna, bruno):
    block = Block.objects.block(bruno, anna)
    withdraw(invite_address(anna, bruno.email))
    Block.objects.unblock(block.blocker, block.blocked)
    invite_address(anna, bruno.email)
    assert len(mails(bruno)) == 1


def test_a_non_member_is_told_three_times_in_thirty_days(anna, clock):
    for _ in range(5):
        newest = invite_address(anna, NINA)
        withdraw(newest)
        clock.move(days=1, seconds=1)
    assert len(mails(NINA)) == 3
    assert newest.deliveries.get(kind="invitation").outcome == Delivery.Outcome.TOLD_LATELY
    assert told_lately() == 2


def test_the_limit_of_one_sender_leaves_the_non_member_to_others(anna, carla, clock):
    for _ in range(4):
        withdraw(invite_address(anna, NINA))
        clock.move(days=1, seconds=1)
    invite_address(carla, NINA)
    assert len(mails(NINA)) == 4


def test_what_was_held_for_a_non_member_is_delivered_when_they_join(anna, clock):
    for _ in range(3):
        withdraw(invite_address(anna, NINA))
        clock.move(days=1, seconds=1)
    held = invite_address(anna, NINA)
    nina = MemberFactory(email=NINA)
    tick()
    assert reception_of(held).member == nina
    assert len(mails(NINA)) == 3


def test_who_was_asked_to_join_is_not_told_again_on_joining(anna):
    invitation = invite_address(anna, NINA)
    MemberFactory(email=NINA)
    tick()
    assert reception_of(invitation).place == Reception.Place.INBOX
    assert len(mails(NINA)) == told_lately() == 1


def test_emails_before_joining_count_after_it_too(anna):
    withdraw(invite_address(anna, NINA))
    invite(anna, MemberFactory(email=NINA))
    assert len(mails(NINA)) == told_lately() == 1


def test_reminders_are_not_counted(anna, bruno, clock):
    invite(anna, bruno)
    for _ in range(3):
        clock.move(days=7)
        tick()
    assert len(mails(bruno)) == 4
    assert told_lately() == 0


def test_what_was_switched_off_counts_too(anna, bruno):
    preferences = EmailPreferences.objects.filter(member=bruno)
    preferences.update(invitations=False)
    withdraw(invite_address(anna, bruno.email))
    preferences.update(invitations=True)
    invite_address(anna, bruno.email)
    assert mails(bruno) == []


@pytest.mark.parametrize("number", ["pair_mails_a_day", "pair_mails_a_month"])
def test_each_limit_comes_from_the_policy(anna, bruno, set_policy, number):
    set_policy(pair_mails_a_day=9, pair_mails_a_month=9)
    set_policy(**{number: 2})
    for _ in range(4):
        withdraw(invite_address(anna, bruno.email))
    assert len(mails(bruno)) == 2
