from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django_tasks import task

from network.common import queue
from notifications import outbox_worker, suppressions
from notifications.models import Outbox


@task()
def send_mail() -> int:
    """Send every e-mail that is due, and come back when the next one is."""
    queue.absorb(send_mail)
    sent = outbox_worker.job.run()
    send_next_mail()
    return sent


def send_mail_at(moments: Iterable[datetime]) -> None:
    """Enqueue `send_mail` for the first of these moments; it goes on with those that follow, each at its moment.

    What a queue that cannot defer tasks finds too early leaves with `tick`.
    """
    moment = min(moments, default=None)
    if moment:
        queue.wake(send_mail, at=moment)


def send_next_mail() -> None:
    """Enqueue `send_mail` for the moment of the next e-mail, unless it is enqueued for then or before.

    So that each leaves at its own moment, not in a batch with others. It reads the outbox: for workers, never in a request.
    """
    moment = Outbox.objects.next_moment()
    if moment and not queue.will_wake(send_mail, by=moment):
        queue.wake(send_mail, at=moment)


@task()
def lift_suppressions() -> int:
    """Lift the suppressions of addresses that their owners have verified."""
    return suppressions.job.run()
