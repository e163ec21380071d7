"""The other two ways of sending reminders write what the project's own way writes."""

from __future__ import annotations

import pytest

from bench import due_reminders
from invitations.models import InvitationEvent, Reception
from invitations.worker.schedule import remind
from notifications.models import Outbox
from tests.bench.one_database import Cursor
from tests.conftest import invite

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "way", [due_reminders.row_by_row, due_reminders.in_sql, remind], ids=lambda way: way.__name__
)
def test_every_way_writes_the_same(way, monkeypatch, anna, bruno, carla):
    monkeypatch.setattr(due_reminders, "raw_cursor", Cursor)
    invite(anna, bruno)
    invite(anna, carla)
    due_reminders.make_due(1)
    assert due_reminders.count_due() == 1
    way()
    assert due_reminders.count_due() == 0
    row = Outbox.objects.get(kind="reminder")
    assert (row.key, row.address) == (f"reminder:{row.invitation.public_id}:1", bruno.email)
    assert InvitationEvent.objects.filter(kind="reminded", actor=None).count() == 1
    assert list(Reception.objects.order_by("pk").values_list("reminders_sent", flat=True)) == [1, 0]
