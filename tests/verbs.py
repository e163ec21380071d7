"""Every verb and step of the worker that changes rows, each with the data that it needs.

The tests of transactions and of row locks run them one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from invitations.admin.invitations import _grant_and_answer
from invitations.models import (
    AllowanceRequest,
    Batch,
    Block,
    Delivery,
    Invitation,
    JoinInvitation,
    Refusal,
)
from invitations.privacy import erasure
from invitations.views.allowances import _create_request
from invitations.views.by_email import _send_to_all
from invitations.worker import batches, blocks, delivery, non_members, schedule
from tests import account_verbs
from tests.cast import ADDRESS, Cast, Verb
from tests.conftest import invite, reception_of, work


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


def send_to_all(cast: Cast) -> Verb:
    return partial(_send_to_all, cast.anna, [ADDRESS, "elio@example.net"], "", "")


def request_allowance(cast: Cast) -> Verb:
    return partial(_create_request, cast.anna, "For the alumni.")


_FUNCTIONS: tuple[Callable[[Cast], Verb], ...] = (
    send, crossing, send_to_address, withdraw, close, end, follow_up, message, report_reply, accept, reply, ignore,
    restore, say_unknown, take_back_unknown, report, block, unblock, restrict, lift, grant, grant_and_answer,
    submit_batch, stop_batch, resume_batch, delete_batches, send_line, void_refusal, dismiss_report,
    restrict_reported, deactivate_reported, deliver, deliver_message, deliver_to_non_member,
    deliver_crossing, deliver_end_of_merged, accept_by_email, settle_block, remind, remind_non_member,
    restrict_refused, delete_receptions, opt_out, send_to_all, request_allowance,
    *account_verbs.FUNCTIONS,
)  # fmt: skip
VERBS = {function.__name__: function for function in _FUNCTIONS}
