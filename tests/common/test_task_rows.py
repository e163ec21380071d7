"""A task is enqueued by one statement, with the row that django-tasks writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from invitations.tasks import claim, deliver
from network.common.queue import wake


@pytest.mark.parametrize(("task", "arguments"), [(deliver, ()), (claim, (7,)), (claim, ("it's 100 %",))])
@pytest.mark.parametrize("delay", [None, timedelta(minutes=5)])
def test_the_row_is_that_of_the_backend(db, django_assert_num_queries, clock, task, arguments, delay):
    at = delay and clock.now() + delay
    (task.using(run_after=at) if at else task).enqueue(*arguments)
    with django_assert_num_queries(1):
        wake(task, *arguments, at=at)
    theirs, ours = DBTaskResult.objects.order_by("enqueued_at").values()
    own = {"id", "enqueued_at"}
    assert {name: ours[name] for name in ours if name not in own} == {
        name: theirs[name] for name in theirs if name not in own
    }
