"""Which tasks a verb enqueues, so that a worker begins at once and does not wait for the next tick."""

from __future__ import annotations

import pytest
from allauth.account.signals import email_confirmed
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

from invitations import tasks
from tests.conftest import invite_address
from tests.factories import MemberFactory
from tests.two_members import TwoMembers
from tests.verbs import VERBS

DELIVER, SEND_MAIL = "invitations.tasks.deliver", "notifications.tasks.send_mail"
ENQUEUED = {
    "send": DELIVER,
    "send_to_address": DELIVER,
    "follow_up": DELIVER,
    "message": DELIVER,
    "withdraw": DELIVER,
    "close": DELIVER,
    "block": DELIVER,
    "submit_batch": "invitations.tasks.send_batches",
    "resume_batch": "invitations.tasks.send_batches",
    "request_export": "network.members.tasks.write_exports",
    "request_account": "network.members.tasks.answer_account_requests",
    **dict.fromkeys(
        [
            "accept",
            "reply",
            "deliver",
            "deliver_message",
            "deliver_to_non_member",
            "remind",
            "remind_non_member",
        ],
        SEND_MAIL,
    ),
    **dict.fromkeys(["restrict", "lift", "answer_account_request"], SEND_MAIL),
    "leave": "network.members.tasks.delete_accounts",
}


@pytest.mark.parametrize("name", ENQUEUED)
def test_a_verb_enqueues_its_task(anna, bruno, clock, name):
    verb = VERBS[name](TwoMembers(anna, bruno, clock))
    DBTaskResult.objects.all().delete()
    with TestCase.captureOnCommitCallbacks(execute=True):
        verb()
    assert ENQUEUED[name] in DBTaskResult.objects.values_list("task_path", flat=True)


def test_the_task_of_a_verified_address_holds_its_key_and_delivers(anna):
    invite_address(anna, "zoe@example.org", "From the paper fair")
    zoe = MemberFactory(email="zoe@example.org")
    address = zoe.emailaddress_set.get()
    DBTaskResult.objects.all().delete()
    email_confirmed.send(sender=None, request=None, email_address=address)
    task = DBTaskResult.objects.get(task_path="invitations.tasks.claim")
    assert task.args_kwargs["args"] == [address.pk]
    assert tasks.claim.call(address.pk) == 1
    assert zoe.receptions.get().invitation.sender == anna
