from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django_tasks import TaskResultStatus, task, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from network import clock
from network.common import task_rows
from notifications import outbox_worker, suppressions
from notifications.models import Outbox


@task()
def send_mail() -> int:
    """Send every e-mail that is due, and come back when the next one is."""
    sent = outbox_worker.job.run()
    send_next_mail()
    return sent


def send_mail_at(moments: Iterable[datetime]) -> None:
    """Enqueue `send_mail` for the first of these moments; it goes on with those that follow, each at its moment.

    What a queue that cannot defer tasks finds too early leaves with `tick`.
    """
    moment = min(moments, default=None)
    if moment:
        defer = moment > clock.database_now() and task_backends["default"].supports_defer
        task_rows.enqueue(send_mail, moment if defer else None)


def send_next_mail() -> None:
    """Enqueue `send_mail` for the moment of the next e-mail, unless it is enqueued for then or before.

    So that each leaves at its own moment, not in a batch with others. It reads the outbox: for workers, never in a request.
    """
    backend, moment = task_backends["default"], Outbox.objects.next_moment()
    if moment is None or not isinstance(backend, DatabaseBackend) or not backend.supports_defer:
        return
    enqueued = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=send_mail.module_path)
    if not enqueued.filter(run_after__lte=moment).exists():
        send_mail.using(run_after=moment).enqueue()


@task()
def lift_suppressions() -> int:
    """Lift the suppressions of addresses that their owners have verified."""
    return suppressions.job.run()
