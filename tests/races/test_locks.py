"""Which rows each verb locks, in which order. That it is enough, the races prove."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations import policy
from invitations.worker import batches
from network.members.models import Member
from network.members.privacy import erasure
from tests.two_members import TwoMembers
from tests.verbs import VERBS

pytestmark = pytest.mark.races
LOCK = re.compile(
    r'FROM "?[a-z]+_([a-z]+)\b.* FOR (?:NO KEY )?UPDATE|^UPDATE "[a-z]+_([a-z]+)" SET "used" = \(', re.DOTALL
)
"""A query that locks, or an update that spends a unit where one is left: it locks its row, too."""
LOCKED = {
    "send": "allowance",
    "crossing": "allowance allowance invitation member",
    "send_to_address": "allowance",
    "withdraw": "invitation",
    "close": "invitation",
    "end": "invitation",
    "follow_up": "allowance invitation",
    "use_another_address": "allowance invitation invitation allowance",
    "use_another_address_at_the_gate": "allowance invitation invitation allowance allowance",
    "message": "invitation",
    "report_reply": "invitation",
    "accept": "reception member",
    "accept_by_email": "invitation reception member",
    "reply": "reception",
    "ignore": "reception",
    "restore": "reception",
    "say_unknown": "reception",
    "take_back_unknown": "reception",
    "report": "reception",
    "block": "allowance invitation",
    "unblock": "block",
    "restrict": "allowance",
    "lift": "allowance",
    "grant": "allowance",
    "grant_and_answer": "allowance allowance",
    "decline_request": "allowance",
    "submit_batch": "allowance",
    "stop_batch": "batch",
    "resume_batch": "batch",
    "delete_batches": "batch",
    "send_line": "batch allowance",
    "void_refusal": "reception",
    "restrict_reported": "allowance allowance",
    "deliver": "delivery invitation",
    "deliver_plain": "delivery invitation",
    "deliver_message": "delivery invitation",
    "deliver_to_non_member": "delivery invitation nonmember joininvitation",
    "deliver_crossing": "delivery invitation invitation invitation member",
    "deliver_end_of_merged": "delivery invitation",
    "settle_block": "invitation block",
    "remind": "reception",
    "remind_non_member": "invitation joininvitation nonmember",
    "delete_receptions": "invitation",
    "opt_out": "nonmember",
    "opt_out_by_link": "nonmember",
    "leave_as_administrator": "member",
    "confirm_address": "member member",
    "connect": "member",
    "remove_connection": "member",
    "set_photo": "photo",
    "send_to_all": "allowance allowance",
    "request_export": "member",
    "answer_account_request": "accountrequest",
    "claim_email": "outbox",
    "cancel_reason": "invitation",
    "end_outage": "outbox",
    "record_outage": "mailpause",
}
"""Verb → the tables of which it locks rows; a lock of a reception is one of its invitation too."""


def locked(run) -> str:
    """The tables of which the function locks rows, in this order."""
    with CaptureQueriesContext(connection) as queries:
        run()
    return " ".join(match[1] or match[2] for query in queries if (match := LOCK.search(query["sql"])))


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_locks_its_rows_in_this_order(anna, bruno, clock, name):
    assert locked(VERBS[name](TwoMembers(anna, bruno, clock))) == LOCKED.get(name, "")


def test_the_end_of_an_account_deletion_locks_the_member(bruno):
    bruno.leave()
    assert "member" in locked(erasure.job.run).split()


def test_deleting_old_batches_locks_them(anna, bruno, clock):
    TwoMembers(anna, bruno, clock).batch()
    clock.move(days=policy.current().batch_days + 1)
    assert locked(batches.prune) == "batch"


def test_deleting_an_unverified_account_locks_it(db):
    assert locked(lambda: Member.objects.delete_unverified("nina@example.org")) == "member"


def test_setting_an_unverified_account_aside_locks_it(db):
    assert locked(lambda: Member.objects.set_aside_unverified("nina@example.org", 14)) == "member"


def test_confirming_an_address_locks_all_sign_ups_with_it(anna):
    assert locked(lambda: Member.objects.claim_address(anna.pk, anna.email)).startswith("member")
