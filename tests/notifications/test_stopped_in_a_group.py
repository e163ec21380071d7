"""Each e-mail of a group is checked right before it is sent: what happens while an earlier one is sent stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from invitations.models import Block, Invitation, NonMember, Reception
from invitations.worker import delivery, non_members, schedule
from network import clock as product_clock
from network.common.addresses import mailbox_of
from network.members.models import Member
from notifications import outbox_worker
from notifications.models import AccountEmail, EmailPreferences, MailPause, Outbox, Suppression
from tests.conftest import invite, invite_address, reception_of, refuse
from tests.factories import MemberFactory
from tests.two_members import TwoMembers

Stop = Callable[[Outbox], object]
NOTE = "We met in Rome."


def queue_invitations(anna, clock):
    for recipient in MemberFactory.create_batch(2):
        Invitation.objects.send(anna, recipient, NOTE)
    delivery.deliver_all()


def queue_reminders(anna, clock):
    for recipient in MemberFactory.create_batch(2):
        invite(anna, recipient)
    clock.move(days=7)
    schedule.remind()


def queue_acceptances(anna, clock):
    for invitation in [invite(sender, anna) for sender in MemberFactory.create_batch(2)]:
        reception_of(invitation).accept()


def queue_replies(anna, clock):
    for invitation in [invite(sender, anna, NOTE) for sender in MemberFactory.create_batch(2)]:
        reception_of(invitation).reply("Where?")


def queue_for_non_members(anna, clock):
    for name in ("kim", "robin"):
        Invitation.objects.send_to_address(anna, f"{name}+work@example.net", NOTE)
    delivery.deliver_all()


def queue_reminders_to_join(anna, clock):
    for name in ("kim", "robin"):
        invite_address(anna, f"{name}+work@example.net", NOTE)
    clock.move(days=7)
    non_members.remind()


QUEUES = (
    queue_invitations, queue_reminders, queue_acceptances, queue_replies, queue_for_non_members, queue_reminders_to_join,
)  # fmt: skip


def close_account(of: str) -> Stop:
    def leave(row: Outbox) -> None:
        Member.objects.filter(pk=getattr(row.invitation, of).pk).update(
            left_at=product_clock.now(), is_active=False
        )

    return leave


def deactivate(of: str) -> Stop:
    return lambda row: Member.objects.filter(pk=getattr(row.invitation, of).pk).update(is_active=False)


def suppress(row: Outbox) -> None:
    Suppression.objects.record(row.to_address, Suppression.Kind.BOUNCE, "event", "", product_clock.now())


def switch(name: str, value: bool) -> Stop:
    return lambda row: EmailPreferences.objects.filter(member=row.member).update(**{name: value})


def block(blocker: str, blocked: str) -> Stop:
    return lambda row: Block.objects.block(getattr(row.invitation, blocker), getattr(row.invitation, blocked))


def join(row: Outbox) -> None:
    MemberFactory(email=row.address)


def join_and_block(row: Outbox) -> None:
    Block.objects.block(MemberFactory(email=mailbox_of(row.address)), row.invitation.sender)


def give_up(row: Outbox) -> None:
    row.invitation.deliveries.update(member=MemberFactory())


def opt_out(row: Outbox) -> None:
    NonMember.objects.for_address(row.address).get().opt_out()


def report(row: Outbox) -> None:
    NonMember.objects.for_address(row.address).get().reports.create(
        invitation=row.invitation, reported=row.invitation.sender, reason="spam", at=product_clock.now()
    )


def hold(row: Outbox) -> None:
    MailPause.objects.hold()


def withdraw(row: Outbox) -> None:
    row.invitation.withdraw()


def of_reception(verb: Callable[[Reception], object]) -> Stop:
    return lambda row: verb(reception_of(row.invitation))


ignore, accept, end = (of_reception(verb) for verb in (Reception.ignore, Reception.accept, Reception.end))
reply = of_reception(lambda reception: reception.reply("Where?"))
report_sender = of_reception(lambda reception: reception.report("spam"))
leave_sender, leave_recipient = close_account("sender"), close_account("recipient")
by_sender, by_recipient = block("sender", "recipient"), block("recipient", "sender")

STOPS = (
    (queue_invitations, withdraw, "withdrawn before it left"),
    (queue_invitations, accept, "accepted before it left"),
    (queue_invitations, ignore, "ignored before it left"),
    (queue_invitations, of_reception(refuse), "refused before it left"),
    (queue_invitations, report_sender, "refused before it left"),
    (queue_invitations, end, "ended before it left"),
    (queue_invitations, by_sender, "withdrawn before it left"),
    (queue_invitations, by_recipient, "blocked before it left"),
    (queue_invitations, leave_sender, "the account is gone"),
    (queue_invitations, leave_recipient, "the account is gone"),
    (queue_invitations, deactivate("sender"), "the account is gone"),
    (queue_invitations, deactivate("recipient"), "the account is gone"),
    (queue_invitations, switch("invitations", False), "switched off"),
    (queue_invitations, switch("none", True), "switched off"),
    (queue_invitations, suppress, "address bounces"),
    (queue_reminders, withdraw, "withdrawn before it left"),
    (queue_reminders, reply, "answered before it left"),
    (queue_reminders, switch("reminders", False), "switched off"),
    (queue_acceptances, by_sender, "blocked before it left"),
    (queue_acceptances, leave_recipient, "the account is gone"),
    (queue_acceptances, switch("acceptances", False), "switched off"),
    (queue_acceptances, suppress, "address bounces"),
    (queue_replies, by_sender, "blocked before it left"),
    (queue_replies, switch("replies", False), "switched off"),
    (queue_for_non_members, withdraw, "withdrawn before it left"),
    (queue_for_non_members, leave_sender, "the account is gone"),
    (queue_for_non_members, deactivate("sender"), "the account is gone"),
    (queue_for_non_members, join, "joined before it left"),
    (queue_for_non_members, give_up, "given up before it left"),
    (queue_for_non_members, join_and_block, "refused before it left"),
    (queue_for_non_members, report, "refused before it left"),
    (queue_for_non_members, opt_out, "never to be written to again"),
    (queue_for_non_members, suppress, "address bounces"),
    (queue_reminders_to_join, opt_out, "never to be written to again"),
)


@pytest.fixture
def send_and_stop(anna, clock, monkeypatch):
    """A function that sends the two e-mails of a queue, calls `stop` with the second after the first, and returns the second."""
    stopped: list[Outbox] = []

    def send(queue, stop) -> Outbox:
        queue(anna, clock)
        with monkeypatch.context() as patch:
            patch.setattr(outbox_worker, "_mark_sent", mark_and_stop(stop, outbox_worker._mark_sent, stopped))
            outbox_worker.job.run()
        stopped[0].refresh_from_db()
        return stopped[0]

    return send


def mark_and_stop(stop, mark_sent, stopped):
    def mark(row, mail):
        mark_sent(row, mail)
        if not stopped:
            stopped.append(Outbox.objects.filter(kind=row.kind, status="sending").get())
            stop(stopped[0])

    return mark


@pytest.mark.parametrize(("queue", "stop", "reason"), STOPS)
def test_what_happens_while_another_is_sent_stops_an_email(send_and_stop, queue, stop, reason):
    row = send_and_stop(queue, stop)
    assert (row.reason, row.attempts) == (reason, 1)
    assert row.status in Outbox.NOT_SENT


@pytest.mark.parametrize("queue", QUEUES)
def test_holding_all_mail_stops_it_too(send_and_stop, queue):
    row = send_and_stop(queue, hold)
    assert (row.status, row.attempts, row.reason) == ("waiting", 0, "")
    MailPause.objects.all().delete()
    assert outbox_worker.job.run() == 1


def test_what_another_worker_has_claimed_since_is_left_to_it(send_and_stop):
    row = send_and_stop(queue_invitations, lambda row: Outbox.objects.filter(pk=row.pk).update(attempts=2))
    assert (row.status, row.attempts) == ("sending", 2)


def test_the_current_address_is_used_and_checked(send_and_stop):
    def move_and_suppress(row):
        Member.objects.filter(pk=row.member.pk).update(email="new@example.org")
        Suppression.objects.record("new@example.org", "bounce", "event", "", product_clock.now())

    assert send_and_stop(queue_invitations, move_and_suppress).reason == "address bounces"


def test_account_mail_that_another_worker_has_claimed_since_keeps_its_text(anna, bruno, clock):
    row = TwoMembers(anna, bruno, clock).account_row()
    Outbox.objects.filter(pk=row.pk).update(attempts=2)
    outbox_worker._finish(row, Outbox.Status.FAILED)
    assert AccountEmail.objects.filter(row=row).exists()
