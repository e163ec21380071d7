"""Which tasks a verb enqueues, so that a worker begins at once and does not wait for the next tick."""

from __future__ import annotations

import pytest
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

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
