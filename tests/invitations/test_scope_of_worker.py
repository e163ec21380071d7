"""The worker decides, ends, reminds and releases only the rows that are due."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from invitations import policy
from invitations.choices import CancelReason
from invitations.models import (
    Allowance,
    Batch,
    BatchLine,
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    NonMember,
    Reception,
    Refusal,
)
from invitations.worker import batches, delivery, non_members, schedule
from network.members.models import Member
from tests.conftest import invite, invite_address, mails, reception_of, refuse, work

ADDRESS = "dora@example.net"


@pytest.fixture
def held(anna):
    return invite_address(anna, ADDRESS)


def test_an_email_to_a_member_who_has_not_received_the_invitation_is_cancelled(anna, bruno, carla):
    assert schedule.cancel_reason_for_recipient(invite(anna, bruno), carla) == CancelReason.ENDED


def test_a_withdrawn_invitation_does_not_cancel_the_email_about_a_merged_one(anna, bruno, carla, clock):
    invite(anna, carla)
    first = invite_address(anna, bruno.email)
    first.withdraw()
    work()
    invite(anna, bruno)
    clock.move(days=8)
    invite_address(anna, bruno.email)
    assert mails(bruno, "wrote again")


def test_withdrawing_what_a_block_has_ended_is_done(anna, bruno):
    first = invite(anna, bruno)
    invite_address(anna, bruno.email)
    Block.objects.block(bruno, anna)
    work()
    first.withdraw()
    work()
    assert first.deliveries.get(kind="ending").outcome == Delivery.Outcome.DONE


def test_a_postponed_delivery_is_due_when_its_time_has_come(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    Delivery.objects.get().postpone()
    assert not delivery.job.due().exists()
    clock.move(minutes=1)
    assert delivery.job.due().exists()


def test_a_postponed_delivery_has_been_due_since_its_time(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    clock.move(hours=1)
    Delivery.objects.get().postpone()
    clock.move(minutes=2)
    assert delivery.job.has_due()
    assert not delivery.job.is_stalled()


def test_a_delivery_that_failed_and_is_overdue_is_stalled(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    Delivery.objects.get().postpone()
    clock.move(hours=1)
    assert delivery.job.is_stalled()


def test_an_invitation_that_the_worker_has_not_ended_yet_is_not_live(anna, bruno):
    invite(anna, bruno).withdraw()
    assert not Reception.objects.of(bruno).standing().exists()


def test_a_follow_up_is_delivered_and_not_merged(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert invitation.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.DELIVERED


def test_lines_of_a_stopped_list_are_not_due(anna):
    batch = Batch.objects.submit(anna, [ADDRESS])
    assert BatchLine.objects.due().exists()
    batch.stop()
    assert not BatchLine.objects.due().exists()


def test_what_the_worker_has_not_ended_yet_has_no_next_reminder(anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(days=8)
    assert schedule._remind_chunk() == 0
    assert Reception.objects.get().next_reminder_at is None


def test_a_delivery_locks_the_invitations_of_the_pair(anna, bruno, carla):
    invite(carla, bruno)
    invite(anna, bruno).close()
    work()
    invitation = invite(anna, bruno)
    assert set(delivery._related_invitation_ids(reception_of(invitation))) == {invitation.pk}


def test_a_follow_up_without_a_note_keeps_the_first_note(anna, bruno, clock):
    invitation = invite(anna, bruno, "Two desks apart")
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert reception_of(invitation).note == "Two desks apart"


def test_a_message_to_a_deleted_account_ends(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.reply("Was it there?")
    reception.invitation.message("It was.")
    Reception.objects.all().delete()
    work()
    assert Delivery.objects.get(kind="message").outcome == Delivery.Outcome.ENDED


def test_an_account_that_never_joined_gets_no_invitation(anna, bruno):
    Invitation.objects.send(anna, bruno)
    Member.objects.filter(pk=bruno.pk).update(joined_at=None)
    work()
    assert Delivery.objects.get().outcome == Delivery.Outcome.ACCOUNT_GONE


def test_a_refused_invitation_does_not_take_the_place_of_a_withdrawn_one(anna, bruno, admin_user):
    first = invite(anna, bruno)
    refuse(reception_of(first))
    first.close()
    invite_address(anna, bruno.email)
    Refusal.objects.get().void(admin_user)
    invite(anna, bruno).withdraw()
    work()
    assert not Reception.objects.of(bruno).live().exists()


def test_crossing_without_a_note_writes_no_message(anna, bruno):
    crossed = invite(anna, bruno)
    invite_address(bruno, anna.email)
    crossed.refresh_from_db()
    assert (crossed.status, crossed.messages.count()) == ("accepted", 0)


def test_a_line_of_a_deleted_list_is_not_sent(anna):
    line = Batch.objects.submit(anna, [ADDRESS]).lines.get()
    Batch.objects.all().delete()
    assert not batches.send(line.pk)


def test_a_line_is_sent_from_its_own_list(anna, bruno):
    _first, second = (Batch.objects.submit(member, [ADDRESS]) for member in (anna, bruno))
    assert batches.send(second.lines.get().pk)
    assert Invitation.objects.get().sender == bruno


def test_a_message_goes_to_the_recipient_of_its_invitation(anna, bruno, carla):
    refuse(reception_of(invite(anna, carla)))
    reception = reception_of(invite(anna, bruno))
    reception.reply("Was it there?")
    reception.invitation.message("It was.")
    work()
    assert Delivery.objects.get(kind="message").member == bruno


def test_an_invitation_is_brought_back_as_often_as_it_may_be_followed_up(anna, bruno, clock, set_policy):
    set_policy(follow_ups=1)
    reception = reception_of(invite(anna, bruno))
    clock.move(days=8)
    assert reception.redeliver("", clock.now())
    clock.move(days=8)
    assert not reception.redeliver("", clock.now())


def test_a_postponed_line_is_due_when_its_time_has_come(anna, clock):
    line = Batch.objects.submit(anna, [ADDRESS]).lines.get()
    batches.job.postpone(line.pk)
    assert not BatchLine.objects.due().exists()
    clock.move(minutes=5)
    assert BatchLine.objects.due().exists()


def test_a_delivery_needs_no_reason(anna, bruno):
    invite(anna, bruno)
    assert InvitationEvent.objects.get(kind="delivered").reason == ""


def test_members_below_every_threshold_are_not_read(anna, bruno):
    refuse(reception_of(invite(anna, bruno)))
    assert schedule._refuser_counts() == {}


def test_the_threshold_is_the_members_own(anna, bruno, carla, monkeypatch, set_policy):
    set_policy(restriction_min=1)
    monkeypatch.setattr(policy, "restriction_threshold", lambda pk, lifts: 1 if pk == bruno.pk else 2)
    refuse(reception_of(invite(bruno, carla)))
    refuse(reception_of(invite(anna, carla)))
    schedule.restrict_refused_members()
    assert [row.member for row in Allowance.objects.exclude(restricted_at=None)] == [bruno]


def test_an_ended_invitation_of_somebody_else_is_not_delivered_again(anna, bruno, carla, clock):
    invite(carla, bruno).withdraw()
    clock.move(days=8)
    assert reception_of(invite(anna, bruno)).sender == anna


def test_an_invitation_that_was_ignored_cancels_no_email_about_another(anna, bruno, carla):
    reception_of(invite(carla, bruno)).ignore()
    invite(anna, bruno)
    assert mails(bruno, "Anna")


def test_a_follow_up_is_not_delivered_beside_its_invitation(held, clock):
    clock.move(days=8)
    held.follow_up()
    work()
    assert delivery.claim(ADDRESS) == 1
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    assert delivery.release_held() == 1


def test_an_unverified_address_releases_nothing(held):
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    EmailAddress.objects.filter(email=ADDRESS).update(verified=False)
    assert delivery.release_held() == 0


def test_a_withdrawn_invitation_is_not_released(held):
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    held.withdraw()
    work()
    assert delivery.release_held() == delivery.claim(ADDRESS) == 0


def test_an_address_that_becomes_the_senders_own_gets_no_invitation(held, anna):
    anna.emailaddress_set.create(email=ADDRESS, verified=True)
    assert delivery.claim(ADDRESS) == 1
    assert held.deliveries.get().outcome == Delivery.Outcome.HELD


def test_only_the_due_reminder_of_a_non_member_is_sent(held, anna, clock):
    second = invite_address(anna, "elio@example.net")
    clock.move(days=30)
    row = JoinInvitation.objects.get(invitation=second)
    assert non_members._remind(row.pk, second.pk)
    assert [each.reminders_sent for each in JoinInvitation.objects.order_by("pk")] == [0, 1]


def test_nothing_is_sent_for_a_reminder_that_is_no_longer_wanted(held, clock):
    held.withdraw()
    clock.move(days=30)
    row = JoinInvitation.objects.get(invitation=held)
    assert not non_members._remind(row.pk, held.pk)
    row.refresh_from_db()
    assert (row.reminders_sent, row.next_reminder_at) == (0, None)


def test_opting_out_again_keeps_the_first_time(held, clock):
    non_member = NonMember.objects.get()
    non_member.opt_out()
    before = non_member.opted_out_at
    clock.move(days=1)
    non_member.opt_out()
    assert non_member.opted_out_at == before
