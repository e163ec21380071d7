"""Somebody leaves while a list of theirs is being sent: who forgets it locks it first, as who sends it does."""

from __future__ import annotations

import pytest
from django.db import connection

from invitations.models import Batch, BatchLine, Invitation
from invitations.privacy import erasure
from invitations.worker import batches
from tests.races.ring import people

pytestmark = pytest.mark.races
WORDS = [f"p{number}@example.net" for number in range(12)]


def test_no_worker_takes_a_line_of_a_list_that_is_being_forgotten(ring):
    (leaver,) = people(1)
    line = Batch.objects.submit(leaver, WORDS).lines.all()[0].pk
    sent = []

    def watch(execute, sql, params, many, context):
        if sql.startswith(f'DELETE FROM "{BatchLine._meta.db_table}"'):
            ring.race([lambda: sent.append(batches.send(line))])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        erasure.delete_batches(leaver)
    assert (sent, ring.faults) == ([False], [])
    assert not Invitation.objects.exists()
    assert not Batch.objects.exists()
