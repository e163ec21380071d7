"""The hand-written SQL of a batch of reminders does what its twin in the ORM does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.models import Block, InvitationEvent, Reception
from invitations.worker import reminder_batches, schedule
from network import clock as product_clock
from notifications import statements
from notifications.models import Outbox
from tests.conftest import invite, reception_of, refuse, work
from tests.factories import MemberFactory
from tests.privacy.savepoints import reset_sequences, rolled_back

pytestmark = pytest.mark.every_case


@pytest.fixture
def receptions(anna, db, clock):
    """One in each state, a week or four after its delivery."""
    rows = [reception_of(invite(anna, member, "Hello")) for member in MemberFactory.create_batch(8)]
    rows[0].reply("Who are you?")
    rows[1].ignore()
    refuse(rows[2])
    Block.objects.block(rows[3].member, anna)
    Reception.objects.filter(pk=rows[5].pk).update(reminders_from=None)
    rows[1].restore()
    clock.move(days=7)
    rows += [reception_of(invite(anna, MemberFactory())) for _ in range(2)]
    rows[4].invitation.withdraw()  # which the worker has not seen yet
    return rows


def state():
    events = InvitationEvent.objects.filter(kind="reminded").order_by("invitation")
    columns = [field.attname for field in InvitationEvent._meta.fields if field.attname != "id"]
    return list(Reception.objects.order_by("pk").values()), list(events.values(*columns))


def result_of(take, limit):
    with rolled_back():
        reset_sequences()
        return take(product_clock.now(), limit), state()


@pytest.mark.parametrize("days", [0, 7, 14, 30])
@pytest.mark.parametrize("limit", [3, 100])
def test_both_take_the_same_reminders(receptions, clock, days, limit):
    clock.move(days=days, microseconds=500 * days)
    by_sql, by_orm = (
        result_of(take, limit) for take in (reminder_batches.take, reminder_batches.take_with_orm)
    )
    assert by_sql == by_orm
    assert by_sql[0].taken == min(limit, len(receptions) - 2 * (days < 7))


def test_without_reminder_days_both_set_no_next_one(receptions, set_policy):
    set_policy(reminder_days=())
    by_sql, by_orm = (
        result_of(take, 100) for take in (reminder_batches.take, reminder_batches.take_with_orm)
    )
    assert by_sql == by_orm


def rows_of(write, keys):
    columns = [field.attname for field in Outbox._meta.fields if field.attname != "id"]
    moments = [product_clock.database_now()] * len(keys)
    with rolled_back():
        write(keys, moments)
        return list(Outbox.objects.filter(kind="reminder").order_by("key").values(*columns))


def test_both_write_the_same_rows_of_the_outbox(receptions):
    keys = [reception.pk for reception in receptions[6:]]
    rows = rows_of(statements.write_reminders, keys)
    assert rows == rows_of(statements.write_reminders_with_orm, keys)
    assert len(rows) == 4


@pytest.mark.parametrize("number", [2, 12])
def test_their_number_changes_no_number_of_statements(anna, clock, number):
    for member in MemberFactory.create_batch(number):
        invite(anna, member)
    clock.move(days=7)
    with CaptureQueriesContext(connection) as queries:
        assert schedule._remind_chunk() == number
    limit = 5 if connection.vendor == "postgresql" else 8
    assert len(queries) <= limit
    work()


class Recorder:
    """A cursor that only records what it is to execute."""

    def __init__(self):
        self.statements = []

    def execute(self, statement, values):
        self.statements.append(statement)

    def fetchall(self):
        return []


def test_on_postgresql_a_batch_is_one_statement():
    recorder = Recorder()
    assert reminder_batches.TAKE["postgresql"](recorder, {}) == []
    assert [statement.count("SKIP LOCKED") for statement in recorder.statements] == [1]
