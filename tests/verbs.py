"""Every verb and step of the worker that changes rows, each with the data that it needs.

The tests of transactions and of row locks run them one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from invitations.admin.invitations import _grant_and_answer
from invitations.models import (
    AllowanceRequest,
    Batch,
    Block,
    Delivery,
    Invitation,
    JoinInvitation,
    Reception,
    Refusal,
    Report,
)
from invitations.privacy import erasure
from invitations.worker import batches, blocks, delivery, non_members, schedule
from network.members.accounts import account_requests
from network.members.models import AccountRequest, Connection, Export, Member
from notifications import outbox_worker
from notifications.models import Outbox
from tests.conftest import FrozenTime, invite, reception_of, work

ADDRESS = "dora@example.net"
Verb = Callable[[], object]


@dataclass
class Cast:
    anna: Member
    bruno: Member
    clock: FrozenTime

    def invited(self) -> Invitation:
        """Anna's invitation, which Bruno has received."""
        return invite(self.anna, self.bruno, "We met in Parma.")

    def received(self) -> Reception:
        return reception_of(self.invited())

    def replied(self) -> Invitation:
        invitation = self.invited()
        reception_of(invitation).reply("Was it there?")
        return invitation

    def ignored(self) -> Reception:
        reception = self.received()
        reception.ignore()
        return reception

    def refused(self) -> Reception:
        reception = self.ignored()
        reception.say_unknown()
        return reception

    def report(self) -> Report:
        self.received().report("spam")
        return Report.objects.get()

    def batch(self) -> Batch:
        return Batch.objects.submit(self.anna, [ADDRESS, "elio@example.net"])

    def sent_but_not_delivered(self) -> int:
        """The key of the delivery."""
        Invitation.objects.send(self.anna, self.bruno)
        return Delivery.objects.get().pk

    def merged(self) -> Invitation:
        """Anna's invitation to Bruno, into which one to his address was merged."""
        invitation = self.invited()
        Invitation.objects.send_to_address(self.anna, self.bruno.email)
        work()
        return invitation

    def outbox_row(self) -> Outbox:
        """An e-mail to Bruno that a worker has claimed."""
        Invitation.objects.send(self.anna, self.bruno)
        delivery.deliver_all()
        row = Outbox.objects.get(member=self.bruno)
        assert outbox_worker._claim(row.pk)
        return Outbox.objects.select_related("member", "invitation__sender").get(pk=row.pk)


def send(cast: Cast) -> Verb:
    return partial(Invitation.objects.send, cast.anna, cast.bruno)


def crossing(cast: Cast) -> Verb:
    cast.invited()
    return partial(Invitation.objects.send, cast.bruno, cast.anna)


def send_to_address(cast: Cast) -> Verb:
    return partial(Invitation.objects.send_to_address, cast.anna, ADDRESS)


def withdraw(cast: Cast) -> Verb:
    return cast.invited().withdraw


def close(cast: Cast) -> Verb:
    return cast.invited().close


def end(cast: Cast) -> Verb:
    invitation = cast.invited()
    reception_of(invitation).accept()
    return partial(Invitation.objects.get(pk=invitation.pk).end, cast.anna)


def follow_up(cast: Cast) -> Verb:
    invitation = cast.invited()
    cast.clock.move(days=30)
    return invitation.follow_up


def message(cast: Cast) -> Verb:
    return partial(cast.replied().message, "It was.")


def report_reply(cast: Cast) -> Verb:
    return partial(cast.replied().report_reply, "spam")


def accept(cast: Cast) -> Verb:
    return cast.received().accept


def reply(cast: Cast) -> Verb:
    return partial(cast.received().reply, "Was it there?")


def ignore(cast: Cast) -> Verb:
    return cast.received().ignore


def restore(cast: Cast) -> Verb:
    return cast.ignored().restore


def say_unknown(cast: Cast) -> Verb:
    return cast.ignored().say_unknown


def take_back_unknown(cast: Cast) -> Verb:
    return cast.refused().take_back_unknown


def report(cast: Cast) -> Verb:
    return partial(cast.received().report, "spam")


def block(cast: Cast) -> Verb:
    cast.invited()
    return partial(Block.objects.block, cast.bruno, cast.anna)


def unblock(cast: Cast) -> Verb:
    Block.objects.block(cast.bruno, cast.anna)
    return partial(Block.objects.unblock, cast.bruno, cast.anna)


def restrict(cast: Cast) -> Verb:
    return cast.anna.allowance.restrict


def lift(cast: Cast) -> Verb:
    cast.anna.allowance.restrict()
    return cast.anna.allowance.lift


def grant(cast: Cast) -> Verb:
    return partial(cast.anna.allowance.grant, 10)


def grant_and_answer(cast: Cast) -> Verb:
    request = AllowanceRequest.objects.create(member=cast.anna, text="", requested_at=cast.clock.now())
    return partial(_grant_and_answer, request)


def submit_batch(cast: Cast) -> Verb:
    return cast.batch


def stop_batch(cast: Cast) -> Verb:
    return cast.batch().stop


def resume_batch(cast: Cast) -> Verb:
    batch = cast.batch()
    batch.stop()
    return batch.resume


def delete_batches(cast: Cast) -> Verb:
    cast.batch()
    return Batch.objects.lock_and_delete


def send_line(cast: Cast) -> Verb:
    return partial(batches.send, cast.batch().lines.first().pk)


def void_refusal(cast: Cast) -> Verb:
    cast.refused()
    return partial(Refusal.objects.get().void, cast.anna)


def dismiss_report(cast: Cast) -> Verb:
    return partial(cast.report().dismiss, cast.bruno)


def restrict_reported(cast: Cast) -> Verb:
    return partial(cast.report().restrict_account, cast.bruno)


def deactivate_reported(cast: Cast) -> Verb:
    return partial(cast.report().deactivate_account, cast.bruno)


def deliver(cast: Cast) -> Verb:
    return partial(delivery.deliver, cast.sent_but_not_delivered())


def deliver_message(cast: Cast) -> Verb:
    cast.replied().message("It was.")
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def deliver_to_non_member(cast: Cast) -> Verb:
    Invitation.objects.send_to_address(cast.anna, ADDRESS)
    return partial(delivery.deliver, Delivery.objects.get().pk)


def deliver_crossing(cast: Cast) -> Verb:
    """Bruno has invited Anna, whose invitation to his address is delivered now."""
    invite(cast.bruno, cast.anna)
    Invitation.objects.send_to_address(cast.anna, cast.bruno.email)
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def accept_by_email(cast: Cast) -> Verb:
    invitation = Invitation.objects.send_to_address(cast.anna, cast.bruno.email)
    work()
    return reception_of(invitation).accept


def deliver_end_of_merged(cast: Cast) -> Verb:
    cast.merged().withdraw()
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def settle_block(cast: Cast) -> Verb:
    cast.invited()
    block = Block.objects.block(cast.bruno, cast.anna)
    return partial(blocks._end_standing_reception, block)


def remind(cast: Cast) -> Verb:
    cast.invited()
    cast.clock.move(days=30)
    return schedule._remind_chunk


def remind_non_member(cast: Cast) -> Verb:
    invitation = Invitation.objects.send_to_address(cast.anna, ADDRESS)
    work()
    cast.clock.move(days=30)
    return partial(non_members._remind, JoinInvitation.objects.get().pk, invitation.pk)


def restrict_refused(cast: Cast) -> Verb:
    return schedule.restrict_refused_members


def delete_receptions(cast: Cast) -> Verb:
    cast.invited()
    return partial(erasure.delete_receptions, cast.bruno)


def opt_out(cast: Cast) -> Verb:
    cast.bruno.leave(opt_out=True)
    return partial(erasure.opt_out_addresses, cast.bruno)


def leave(cast: Cast) -> Verb:
    return cast.bruno.leave


def leave_as_administrator(cast: Cast) -> Verb:
    for number in (1, 2):
        Member.objects.create_superuser(f"admin{number}@example.org", None, name="Ada Min")
    return Member.objects.filter(is_superuser=True).first().leave


def connect(cast: Cast) -> Verb:
    return partial(Connection.objects.connect, cast.anna, cast.bruno)


def remove_connection(cast: Cast) -> Verb:
    Connection.objects.connect(cast.anna, cast.bruno)
    return partial(Connection.objects.remove, cast.anna, cast.bruno)


def request_export(cast: Cast) -> Verb:
    return partial(Export.objects.request, cast.anna)


def request_account(cast: Cast) -> Verb:
    return partial(AccountRequest.objects.request_password_reset, cast.anna.email)


def answer_account_request(cast: Cast) -> Verb:
    request = AccountRequest.objects.request_password_reset(cast.anna.email)
    return partial(account_requests._answer, request.pk)


def cancel_reason(cast: Cast) -> Verb:
    return partial(outbox_worker._cancel_reason, cast.outbox_row())


def postpone_others(cast: Cast) -> Verb:
    cast.outbox_row()
    return partial(outbox_worker._postpone_others, OSError("no route to host"))


def finish_email(cast: Cast) -> Verb:
    return partial(outbox_worker._finish, cast.outbox_row(), Outbox.Status.FAILED)


_FUNCTIONS: tuple[Callable[[Cast], Verb], ...] = (
    send, crossing, send_to_address, withdraw, close, end, follow_up, message, report_reply, accept, reply, ignore,
    restore, say_unknown, take_back_unknown, report, block, unblock, restrict, lift, grant, grant_and_answer,
    submit_batch, stop_batch, resume_batch, delete_batches, send_line, void_refusal, dismiss_report,
    restrict_reported, deactivate_reported, deliver, deliver_message, deliver_to_non_member,
    deliver_crossing, deliver_end_of_merged, accept_by_email, settle_block, remind, remind_non_member,
    restrict_refused, delete_receptions, opt_out, leave, leave_as_administrator, connect, remove_connection, request_export,
    request_account, answer_account_request, cancel_reason, postpone_others, finish_email,
)  # fmt: skip
VERBS = {function.__name__: function for function in _FUNCTIONS}
