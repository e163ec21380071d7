"""Block: silent, no strike, and nothing of theirs arrives any more, whichever way it was sent."""

import pytest

from invitations.errors import Blocked, NotOpen
from invitations.models import Block, Delivery, Invitation, Reception, Refusal
from invitations.worker import delivery, schedule
from network.members.models import Connection
from notifications import outbox_worker
from notifications.models import Outbox
from tests.conftest import invite, mails, reception_of, tick, work


@pytest.fixture
def block(anna, bruno):
    """Bruno blocks Anna."""
    return lambda: Block.objects.block(bruno, anna)


def outcome(invitation, kind="invitation") -> str:
    return invitation.deliveries.get(kind=kind).outcome


def test_what_waits_ends_and_her_half_does_not_move(anna, bruno, block):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    block()
    work()
    assert not Reception.objects.of(bruno).live().exists()
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before
    assert invitation.events.last().kind == "blocked"


def test_it_is_no_strike_and_mails_nobody(anna, bruno, block):
    invite(anna, bruno)
    block()
    work()
    assert not Refusal.objects.exists()
    assert not mails(anna)
    row = Outbox.objects.get(kind="blocked")
    assert (row.member, row.status) == (anna, "silent")
    assert "silent by decision" in row.reason


@pytest.mark.parametrize("way", ["plain", "by e-mail", "gate"])
def test_nothing_new_arrives(anna, bruno, block, way):
    block()
    if way == "gate":
        bruno.invitable_by = "address"
        bruno.save()
    typed = Invitation.objects.send_to_address
    sent = typed(anna, bruno.email) if way == "by e-mail" else Invitation.objects.send(
        anna, bruno, address=bruno.email if way == "gate" else ""
    )  # fmt: skip
    work()
    assert outcome(sent) == Delivery.Outcome.BLOCKED
    assert not mails(bruno)
    assert "not delivered: blocked" in sent.outbox.get().reason


def test_no_follow_up_and_no_reminder_arrives(anna, bruno, block, clock):
    invitation = invite(anna, bruno)
    block()
    clock.move(days=8)
    invitation.follow_up("Again")
    tick()
    assert outcome(invitation, "follow_up") == Delivery.Outcome.BLOCKED
    assert len(mails(bruno)) == 1


def test_no_message_arrives(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    block()
    invitation.message("From Modena.")
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.BLOCKED


def test_a_message_after_the_block_was_lifted_finds_nothing_to_join(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    block()
    Block.objects.unblock(bruno, anna)
    invitation.message("From Modena.")
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.ENDED


def test_what_waits_to_be_mailed_does_not_leave(anna, bruno, block):
    invitation = Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    block()
    outbox_worker.job.run()
    assert invitation.outbox.get(kind="invitation").reason == "blocked before it left"


def test_a_reply_of_hers_that_waits_does_not_leave(anna, bruno, block):
    reception_of(invite(bruno, anna)).reply("And you are?")
    block()
    outbox_worker.job.run()
    assert not mails(bruno)
    assert Outbox.objects.get(kind="reply").reason == "blocked before it left"


def test_news_of_an_acceptance_does_not_leave(anna, bruno, block):
    reception_of(invite(bruno, anna)).accept()
    block()
    work()
    assert Outbox.objects.get(kind="accepted").reason == "blocked before it left"


def test_a_connection_ends_by_the_one_who_blocks(anna, bruno, block):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    block()
    invitation.refresh_from_db()
    assert not Connection.objects.are_connected(anna, bruno)
    assert (invitation.status, invitation.ended_by) == ("ended", bruno)


def test_his_own_open_invitation_is_withdrawn(anna, bruno, block):
    own = invite(bruno, anna)
    block()
    work()
    own.refresh_from_db()
    assert own.status == "withdrawn"
    assert not Reception.objects.of(anna).live().exists()


def test_he_cannot_invite_whom_he_blocks(anna, bruno, block):
    block()
    with pytest.raises(Blocked):
        Invitation.objects.send(bruno, anna)
    bruno.allowance.refresh_from_db()
    assert bruno.allowance.used == 0


def test_nor_accept_by_crossing(anna, bruno, block):
    invite(anna, bruno)
    block()
    with pytest.raises(Blocked):
        Invitation.objects.send(bruno, anna)
    assert not Connection.objects.are_connected(anna, bruno)


@pytest.mark.parametrize("verb", ["accept", "ignore", "reply", "take_back_unknown", "restore"])
def test_no_verb_works_on_what_a_block_has_ended(anna, bruno, block, verb):
    reception = reception_of(invite(anna, bruno))
    if verb == "take_back_unknown":
        reception.ignore()
        reception.say_unknown()
    block()
    with pytest.raises(NotOpen):
        getattr(reception, verb)(*(["Hello"] if verb == "reply" else []))


def test_what_an_account_that_was_switched_off_had_sent_ends_too(anna, bruno, block):
    reception = reception_of(invite(anna, bruno))
    anna.is_active = False
    anna.save()
    block()
    reception.refresh_from_db()
    assert reception.ended_at


def test_oneself_and_twice(anna, bruno, block):
    with pytest.raises(NotOpen):
        Block.objects.block(bruno, bruno)
    block()
    with pytest.raises(NotOpen):
        block()
    assert Block.objects.count() == 1


def test_each_may_block_the_other(anna, bruno, block):
    block()
    Block.objects.block(anna, bruno)
    Block.objects.unblock(bruno, anna)
    with pytest.raises(NotOpen):
        Block.objects.unblock(bruno, anna)
    assert Block.objects.standing().get().blocker == anna


def test_unblocking_brings_nothing_back_but_a_follow_up_arrives(anna, bruno, block, clock):
    invitation = invite(anna, bruno, "First")
    reception_of(invitation).ignore()
    block()
    Block.objects.unblock(bruno, anna)
    assert not Reception.objects.of(bruno).live().exists()
    clock.move(days=8)
    invitation.follow_up("Second")
    work()
    here = Reception.objects.of(bruno).in_inbox().get()
    assert (here.note, here.invitation) == ("Second", invitation)
    assert mails(bruno, "wrote again")
    assert Outbox.objects.get(kind="unblocked").status == "silent"


def test_a_follow_up_after_a_block_and_a_voided_refusal_is_refused_no_more(anna, bruno, block, clock):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    reception_of(invitation).say_unknown()
    block()
    Refusal.objects.get().void(bruno)
    Block.objects.unblock(bruno, anna)
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert reception_of(invitation).refused_at is None


def test_after_unblocking_he_may_invite_her_and_that_accepts(anna, bruno, block):
    invite(anna, bruno)
    block()
    Block.objects.unblock(bruno, anna)
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)


def test_what_was_accepted_under_the_lock_begins_the_block_anew(anna, bruno, block, monkeypatch):
    invite(anna, bruno)
    manager, seen = type(Invitation.objects), []
    whole = manager.lock

    def accepted_at_first(rows, *ids):
        locked = response_snapshot(rows, *ids)
        if not seen:
            seen.extend(locked.values())
            seen[0].status = Invitation.Status.ACCEPTED
        return locked

    monkeypatch.setattr(manager, "lock", accepted_at_first)
    block()
    assert not Reception.objects.of(bruno).live().exists()
    assert Block.objects.count() == len(seen) == 1


def test_a_mail_to_a_sender_is_due_unless_the_sender_blocks(anna, bruno, block):
    assert schedule.cancel_reason_for_sender(bruno, anna) is None
    block()
    assert schedule.cancel_reason_for_sender(anna, bruno) is None
    assert schedule.cancel_reason_for_sender(bruno, anna) == "blocked before it left"
