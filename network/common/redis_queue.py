"""The queue in Redis (TASKS_URL): the backend of django-tasks-rq and its worker. Needs requirements-redis.txt."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import django_rq
from django.db import close_old_connections
from django_tasks.base import Task, TaskResult
from django_tasks_rq import RQBackend
from redis.exceptions import RedisError
from rq.registry import ScheduledJobRegistry
from rq.worker import SimpleWorker

log = logging.getLogger(__name__)
SERIALIZER = "rq.serializers.JSONSerializer"
KEEP_FAILURES = timedelta(days=1)
"""As long as `prune_task_results` keeps those of the database."""


class RedisBackend(RQBackend):
    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """RQ counts in whole seconds; rounded up, so that what the task waits for is due."""
        if task.run_after is not None:
            task = task.using(run_after=task.run_after.replace(microsecond=0) + timedelta(seconds=1))
        return super().enqueue(task, args, kwargs)

    def will_wake(self, by: datetime) -> bool:
        """Whether a task is scheduled for `by` or before, of whatever name: they are all `send_mail`. True without Redis."""
        scheduled = ScheduledJobRegistry(queue=django_rq.get_queue())
        try:
            return bool(scheduled.connection.zcount(scheduled.key, "-inf", by.timestamp() + 1))
        except RedisError as error:
            log.warning("The queue does not say what is scheduled: %s", type(error).__name__)
            return True

    def length(self) -> int | None:
        try:
            return int(django_rq.get_queue().count)
        except RedisError:
            return None

    def worker_seen(self) -> datetime | None:
        """The last heartbeat of any worker."""
        try:
            beats = [worker.last_heartbeat for worker in Worker.all(connection=django_rq.get_connection())]
        except RedisError:
            return None
        return max(filter(None, beats), default=None)

    def answers(self) -> bool:
        try:
            return bool(django_rq.get_connection().ping())
        except RedisError:
            return False


class Worker(SimpleWorker):
    """`manage.py rqworker`: runs one task after another in its own process, as `db_worker` does, those of a time too.

    What it keeps of a failure is deleted after a day, of a success at once. Another worker takes over the tasks of a time
    a minute after the one that had them was killed.
    """

    max_connection_wait_time = 5.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named | {"serializer": SERIALIZER, "maintenance_interval": 30})

    def work(self, *arguments: Any, **named: Any) -> bool:
        return super().work(*arguments, **named | {"with_scheduler": True})

    def perform_job(self, job: Any, *arguments: Any) -> bool:
        """Run one job, with a database connection that is known to work."""
        job.result_ttl, job.failure_ttl = 0, int(KEEP_FAILURES.total_seconds())
        close_old_connections()
        try:
            return super().perform_job(job, *arguments)
        finally:
            close_old_connections()
