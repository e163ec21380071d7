"""A task is enqueued by one statement, with the row that django-tasks writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from invitations.tasks import deliver
from network.common import task_rows


@pytest.mark.parametrize("delay", [None, timedelta(minutes=5)])
def test_the_row_is_that_of_the_backend(db, django_assert_num_queries, clock, delay):
    run_after = delay and clock.now() + delay
    (deliver.using(run_after=run_after) if run_after else deliver).enqueue()
    with django_assert_num_queries(1):
        task_rows.enqueue(deliver, run_after)
    theirs, ours = DBTaskResult.objects.order_by("enqueued_at").values()
    own = {"id", "enqueued_at"}
    assert {name: ours[name] for name in ours if name not in own} == {
        name: theirs[name] for name in theirs if name not in own
    }


@pytest.mark.parametrize("delay", [None, timedelta(minutes=5)])
def test_another_queue_gets_the_task(settings, db, clock, delay):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    run_after = delay and clock.now() + delay
    task_rows.enqueue(deliver, run_after)
    (result,) = task_rows.task_backends["default"].results
    assert (result.task.module_path, result.task.run_after) == (deliver.module_path, run_after)
