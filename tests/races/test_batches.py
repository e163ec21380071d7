"""An account is deleted while one of its batches is sent: both jobs lock the batch first."""

from __future__ import annotations

import pytest
from django.db import connection

from invitations.models import Batch, BatchLine, Invitation
from invitations.privacy import erasure
from invitations.worker import batches
from tests.races.thread_pool import people

pytestmark = pytest.mark.races
ADDRESSES = [f"p{number}@example.net" for number in range(12)]


def test_no_line_of_a_batch_is_sent_while_it_is_deleted(thread_pool):
    (member,) = people(1)
    line = Batch.objects.submit(member, ADDRESSES).lines.all()[0].pk
    sent = []

    def run_worker_before_delete(execute, sql, params, many, context):
        if sql.startswith(f'DELETE FROM "{BatchLine._meta.db_table}"'):
            thread_pool.race([lambda: sent.append(batches.send(line))])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run_worker_before_delete):
        erasure.delete_batches(member)
    assert (sent, thread_pool.faults) == ([False], [])
    assert not Invitation.objects.exists()
    assert not Batch.objects.exists()
