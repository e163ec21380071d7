"""Every verb and step of the worker that changes rows, each with the data that it needs.

The tests of transactions and of row locks run them one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from invitations.admin.allowances import _grant_and_answer
from invitations.models import AllowanceRequest, Batch, Block, Delivery, Invitation, JoinInvitation, Refusal
from invitations.privacy import erasure
from invitations.views.allowances import _create_request
from invitations.worker import batches, blocks, delivery, non_members, plain_deliveries, schedule
from tests import account_verbs
from tests.conftest import invite, reception_of, work
from tests.two_members import ADDRESS, TwoMembers, Verb


def send(members: TwoMembers) -> Verb:
    return partial(Invitation.objects.send, members.anna, members.bruno)


def crossing(members: TwoMembers) -> Verb:
    members.invited()
    return partial(Invitation.objects.send, members.bruno, members.anna)


def send_to_address(members: TwoMembers) -> Verb:
    return partial(Invitation.objects.send_to_address, members.anna, ADDRESS)


def withdraw(members: TwoMembers) -> Verb:
    return members.invited().withdraw


def use_another_address(members: TwoMembers) -> Verb:
    invitation = Invitation.objects.send_to_address(members.anna, ADDRESS)
    return partial(invitation.use_another_address, "elio@example.net")


def use_another_address_at_the_gate(members: TwoMembers) -> Verb:
    members.anna.allowance.restrict()
    invitation = Invitation.objects.send(members.anna, members.bruno, address=ADDRESS)
    return partial(invitation.use_another_address, members.bruno.email)


def close(members: TwoMembers) -> Verb:
    return members.invited().close


def end(members: TwoMembers) -> Verb:
    invitation = members.invited()
    reception_of(invitation).accept()
    return partial(Invitation.objects.get(pk=invitation.pk).end, members.anna)


def follow_up(members: TwoMembers) -> Verb:
    invitation = members.invited()
    members.clock.move(days=30)
    return invitation.follow_up


def message(members: TwoMembers) -> Verb:
    return partial(members.replied().message, "It was.")


def report_reply(members: TwoMembers) -> Verb:
    return partial(members.replied().report_reply, "spam")


def accept(members: TwoMembers) -> Verb:
    return members.received().accept


def reply(members: TwoMembers) -> Verb:
    return partial(members.received().reply, "Was it there?")


def ignore(members: TwoMembers) -> Verb:
    return members.received().ignore


def restore(members: TwoMembers) -> Verb:
    return members.ignored().restore


def say_unknown(members: TwoMembers) -> Verb:
    return members.ignored().say_unknown


def take_back_unknown(members: TwoMembers) -> Verb:
    return members.refused().take_back_unknown


def report(members: TwoMembers) -> Verb:
    return partial(members.received().report, "spam")


def block(members: TwoMembers) -> Verb:
    members.invited()
    return partial(Block.objects.block, members.bruno, members.anna)


def unblock(members: TwoMembers) -> Verb:
    Block.objects.block(members.bruno, members.anna)
    return partial(Block.objects.unblock, members.bruno, members.anna)


def restrict(members: TwoMembers) -> Verb:
    return members.anna.allowance.restrict


def lift(members: TwoMembers) -> Verb:
    members.anna.allowance.restrict()
    return members.anna.allowance.lift


def grant(members: TwoMembers) -> Verb:
    return partial(members.anna.allowance.grant, 10)


def grant_and_answer(members: TwoMembers) -> Verb:
    request = AllowanceRequest.objects.create(member=members.anna, text="", requested_at=members.clock.now())
    return partial(_grant_and_answer, request)


def decline_request(members: TwoMembers) -> Verb:
    return AllowanceRequest.objects.create(
        member=members.anna, text="", requested_at=members.clock.now()
    ).decline


def submit_batch(members: TwoMembers) -> Verb:
    return members.batch


def stop_batch(members: TwoMembers) -> Verb:
    return members.batch().stop


def resume_batch(members: TwoMembers) -> Verb:
    batch = members.batch()
    batch.stop()
    return batch.resume


def delete_batches(members: TwoMembers) -> Verb:
    members.batch()
    return Batch.objects.lock_and_delete


def send_line(members: TwoMembers) -> Verb:
    return partial(batches.send, members.batch().lines.first().pk)


def void_refusal(members: TwoMembers) -> Verb:
    members.refused()
    return partial(Refusal.objects.get().void, members.anna)


def dismiss_report(members: TwoMembers) -> Verb:
    return partial(members.report().dismiss, members.bruno)


def restrict_reported(members: TwoMembers) -> Verb:
    return partial(members.report().restrict_account, members.bruno)


def deactivate_reported(members: TwoMembers) -> Verb:
    return partial(members.report().deactivate_account, members.bruno)


def deliver_plain(members: TwoMembers) -> Verb:
    return partial(plain_deliveries._deliver_batch, [members.sent_but_not_delivered()])


def deliver(members: TwoMembers) -> Verb:
    return partial(delivery.deliver, members.sent_but_not_delivered())


def deliver_message(members: TwoMembers) -> Verb:
    members.replied().message("It was.")
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def deliver_to_non_member(members: TwoMembers) -> Verb:
    Invitation.objects.send_to_address(members.anna, ADDRESS)
    return partial(delivery.deliver, Delivery.objects.get().pk)


def deliver_crossing(members: TwoMembers) -> Verb:
    """Bruno has invited Anna, whose invitation to his address is delivered now."""
    invite(members.bruno, members.anna)
    Invitation.objects.send_to_address(members.anna, members.bruno.email)
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def accept_by_email(members: TwoMembers) -> Verb:
    invitation = Invitation.objects.send_to_address(members.anna, members.bruno.email)
    work()
    return reception_of(invitation).accept


def deliver_end_of_merged(members: TwoMembers) -> Verb:
    members.merged().withdraw()
    return partial(delivery.deliver, Delivery.objects.latest("pk").pk)


def settle_block(members: TwoMembers) -> Verb:
    members.invited()
    block = Block.objects.block(members.bruno, members.anna)
    return partial(blocks._end_standing_reception, block)


def remind(members: TwoMembers) -> Verb:
    members.invited()
    members.clock.move(days=30)
    return schedule._remind_chunk


def remind_non_member(members: TwoMembers) -> Verb:
    invitation = Invitation.objects.send_to_address(members.anna, ADDRESS)
    work()
    members.clock.move(days=30)
    return partial(non_members._remind, JoinInvitation.objects.get().pk, invitation.pk)


def restrict_refused(members: TwoMembers) -> Verb:
    return schedule.restrict_refused_members


def delete_receptions(members: TwoMembers) -> Verb:
    members.invited()
    return partial(erasure.delete_receptions, members.bruno)


def opt_out(members: TwoMembers) -> Verb:
    members.bruno.leave(opt_out=True)
    return partial(erasure.opt_out_addresses, members.bruno)


def send_to_all(members: TwoMembers) -> Verb:
    return partial(Invitation.objects.send_to_addresses, members.anna, [ADDRESS, "elio@example.net"], "", "")


def request_allowance(members: TwoMembers) -> Verb:
    return partial(_create_request, members.anna, "For the alumni.")


_FUNCTIONS: tuple[Callable[[TwoMembers], Verb], ...] = (
    send, crossing, send_to_address, withdraw, use_another_address, use_another_address_at_the_gate, close, end, follow_up, message, report_reply, accept, reply, ignore,
    restore, say_unknown, take_back_unknown, report, block, unblock, restrict, lift, grant, grant_and_answer, decline_request,
    submit_batch, stop_batch, resume_batch, delete_batches, send_line, void_refusal, dismiss_report,
    restrict_reported, deactivate_reported, deliver, deliver_plain, deliver_message, deliver_to_non_member,
    deliver_crossing, deliver_end_of_merged, accept_by_email, settle_block, remind, remind_non_member,
    restrict_refused, delete_receptions, opt_out, send_to_all, request_allowance,
    *account_verbs.FUNCTIONS,
)  # fmt: skip
VERBS = {function.__name__: function for function in _FUNCTIONS}
