"""Blocking is silent, counts as no refusal, and stops every later delivery from the blocked member."""

import pytest

from invitations.errors import Blocked, NotOpen
from invitations.models import Allowance, Block, Delivery, Invitation, Reception, Refusal
from invitations.worker import delivery, schedule
from network.members.models import Connection
from notifications import outbox_worker
from notifications.models import Outbox
from tests.conftest import invite, mails, reception_of, refuse, tick, work


@pytest.fixture
def block(anna, bruno):
    """Function by which Bruno blocks Anna."""
    return lambda: Block.objects.block(bruno, anna)


def outcome(invitation, kind="invitation") -> str:
    """Outcome of the delivery of this kind."""
    return invitation.deliveries.get(kind=kind).outcome


def test_an_open_reception_ends_and_the_invitation_is_unchanged(anna, bruno, block):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    block()
    work()
    assert not Reception.objects.of(bruno).live().exists()
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before
    assert invitation.events.last().kind == "blocked"


def test_it_creates_no_refusal_and_sends_no_email(anna, bruno, block):
    invite(anna, bruno)
    block()
    work()
    assert not Refusal.objects.exists()
    assert not mails(anna)
    row = Outbox.objects.get(kind="blocked")
    assert (row.member, row.status) == (anna, "silent")
    assert "silent by decision" in row.reason


@pytest.mark.parametrize("way", ["member", "by e-mail", "gate"])
def test_new_invitations_are_not_delivered(anna, bruno, block, way):
    block()
    if way == "gate":
        bruno.invitable_by = "address"
        bruno.save()
    send_to_address = Invitation.objects.send_to_address
    sent = send_to_address(anna, bruno.email) if way == "by e-mail" else Invitation.objects.send(
        anna, bruno, address=bruno.email if way == "gate" else ""
    )  # fmt: skip
    work()
    assert outcome(sent) == Delivery.Outcome.BLOCKED
    assert not mails(bruno)
    assert "not delivered: blocked" in sent.outbox.get().reason


def test_follow_ups_and_reminders_are_not_delivered(anna, bruno, block, clock):
    invitation = invite(anna, bruno)
    block()
    clock.move(days=8)
    invitation.follow_up("Again")
    tick()
    assert outcome(invitation, "follow_up") == Delivery.Outcome.BLOCKED
    assert len(mails(bruno)) == 1


def test_messages_are_not_delivered(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    block()
    invitation.message("From Modena.")
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.BLOCKED


def test_a_message_after_unblocking_is_not_delivered(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    block()
    Block.objects.unblock(bruno, anna)
    invitation.message("From Modena.")
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.ENDED


def test_a_queued_invitation_email_is_cancelled(anna, bruno, block):
    invitation = Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    block()
    outbox_worker.job.run()
    assert invitation.outbox.get(kind="invitation").reason == "blocked before it left"


def test_a_queued_reply_email_is_cancelled(anna, bruno, block):
    reception_of(invite(bruno, anna)).reply("And you are?")
    block()
    outbox_worker.job.run()
    assert not mails(bruno)
    assert Outbox.objects.get(kind="reply").reason == "blocked before it left"


def test_a_queued_acceptance_email_is_cancelled(anna, bruno, block):
    reception_of(invite(bruno, anna)).accept()
    block()
    work()
    assert Outbox.objects.get(kind="accepted").reason == "blocked before it left"


def test_blocking_ends_a_connection(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    block()
    invitation.refresh_from_db()
    assert not Connection.objects.are_connected(anna, bruno)
    assert (invitation.status, invitation.ended_by) == ("ended", bruno)


def test_the_blockers_own_invitation_is_withdrawn(anna, bruno, block):
    own = invite(bruno, anna)
    block()
    work()
    own.refresh_from_db()
    assert own.status == "withdrawn"
    assert not Reception.objects.of(anna).live().exists()


def test_the_blocker_cannot_invite_the_blocked_member(anna, bruno, block):
    block()
    with pytest.raises(Blocked):
        Invitation.objects.send(bruno, anna)
    bruno.allowance.refresh_from_db()
    assert bruno.allowance.used == 0


def test_the_blocker_cannot_accept_by_inviting_back(anna, bruno, block):
    invite(anna, bruno)
    block()
    with pytest.raises(Blocked):
        Invitation.objects.send(bruno, anna)
    assert not Connection.objects.are_connected(anna, bruno)


@pytest.mark.rule("R31")
@pytest.mark.parametrize("has_invited", [True, False])
@pytest.mark.parametrize("closed", ["gate", "allowance"])
def test_the_blocker_is_not_told_whether_the_blocked_member_has_invited(bruno, carla, has_invited, closed):
    invitation = invite(bruno, carla)
    if closed == "gate":
        invitation.withdraw()
    else:
        Allowance.objects.filter(pk=bruno.pk).update(used=10**6)
    Block.objects.block(bruno, carla)
    if has_invited:
        invite(carla, bruno)
    with pytest.raises(Blocked):
        Invitation.objects.send(bruno, carla)


@pytest.mark.parametrize("verb", ["accept", "ignore", "reply", "take_back_unknown", "restore"])
def test_recipient_actions_fail_after_a_block(anna, bruno, block, verb):
    reception = reception_of(invite(anna, bruno))
    if verb == "take_back_unknown":
        refuse(reception)
    block()
    with pytest.raises(NotOpen):
        getattr(reception, verb)(*(["Hello"] if verb == "reply" else []))


def test_invitations_of_a_deactivated_account_end_too(anna, bruno, block):
    reception = reception_of(invite(anna, bruno))
    anna.is_active = False
    anna.save()
    block()
    reception.refresh_from_db()
    assert reception.ended_at


def test_blocking_oneself_or_twice_raises(anna, bruno, block):
    with pytest.raises(NotOpen):
        Block.objects.block(bruno, bruno)
    block()
    with pytest.raises(NotOpen):
        block()
    assert Block.objects.count() == 1


def test_both_members_can_block_each_other(anna, bruno, block):
    block()
    Block.objects.block(anna, bruno)
    Block.objects.unblock(bruno, anna)
    with pytest.raises(NotOpen):
        Block.objects.unblock(bruno, anna)
    assert Block.objects.standing().get().blocker == anna


def test_unblocking_restores_nothing_but_a_follow_up_arrives(anna, bruno, block, clock):
    invitation = invite(anna, bruno, "First")
    reception_of(invitation).ignore()
    block()
    Block.objects.unblock(bruno, anna)
    assert not Reception.objects.of(bruno).live().exists()
    clock.move(days=8)
    invitation.follow_up("Second")
    work()
    reception = Reception.objects.of(bruno).in_inbox().get()
    assert (reception.note, reception.invitation) == ("Second", invitation)
    assert mails(bruno, "wrote again")
    assert Outbox.objects.get(kind="unblocked").status == "silent"


def test_a_follow_up_after_unblocking_and_voiding_is_not_refused(anna, bruno, block, clock):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    block()
    Refusal.objects.get().void(bruno)
    Block.objects.unblock(bruno, anna)
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert reception_of(invitation).refused_at is None


def test_inviting_after_unblocking_accepts_the_open_invitation(anna, bruno, block):
    invite(anna, bruno)
    block()
    Block.objects.unblock(bruno, anna)
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)


def test_an_acceptance_found_under_the_lock_restarts_the_block(anna, bruno, block, monkeypatch):
    invite(anna, bruno)
    manager, seen = type(Invitation.objects), []
    original = manager.lock

    def lock_with_accepted_row(queryset, *ids):
        locked = original(queryset, *ids)
        if not seen:
            seen.extend(locked.values())
            seen[0].status = Invitation.Status.ACCEPTED
        return locked

    monkeypatch.setattr(manager, "lock", lock_with_accepted_row)
    block()
    assert not Reception.objects.of(bruno).live().exists()
    assert Block.objects.count() == len(seen) == 1


def test_email_to_the_sender_is_cancelled_if_the_sender_blocks(anna, bruno, block):
    assert schedule.cancel_reason_for_sender(bruno, anna) is None
    block()
    assert schedule.cancel_reason_for_sender(anna, bruno) is None
    assert schedule.cancel_reason_for_sender(bruno, anna) == "blocked before it left"


def test_invitations_of_others_stay_in_the_inbox(anna, bruno, carla, block):
    invite(anna, bruno)
    from_carla = invite(carla, bruno)
    block()
    assert list(Reception.objects.of(bruno).in_inbox()) == [reception_of(from_carla)]
