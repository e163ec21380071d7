from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django_tasks import task, task_backends

from network import clock
from notifications import outbox_worker, suppressions


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return outbox_worker.job.run()


MAX_WAKE_UPS = 10
"""As many tasks a batch of e-mails enqueues at most."""


def send_mail_at(moments: Iterable[datetime]) -> None:
    """Enqueue `send_mail` for these moments, at most `MAX_WAKE_UPS` of them, the last included.

    What is due between them leaves with the next; what a queue that cannot defer tasks finds too early, with `tick`.
    """
    times = sorted(moments, reverse=True)
    for moment in times[:: -(-len(times) // MAX_WAKE_UPS) or 1]:
        defer = moment > clock.database_now() and task_backends["default"].supports_defer
        (send_mail.using(run_after=moment) if defer else send_mail).enqueue()


@task()
def lift_suppressions() -> int:
    """Lift the suppressions of addresses that their owners have verified."""
    return suppressions.job.run()
