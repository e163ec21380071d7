"""What the database says about mail, jobs and workers, read anew for each `/metrics`: a few statements, all on indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import Error
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from network import clock
from network.common import jobs, queue
from notifications.models import MailPause, Outbox


class DatabaseCollector(Collector):
    """Without a database only `acquaint_database_up`, which is 0 then."""

    def collect(self) -> Iterable[Metric]:
        try:
            found = list(_read())
        except Error:
            found = []
        yield _gauge("database_up", "Whether the database answers.", int(bool(found)))
        yield from found


def _read() -> Iterator[Metric]:
    yield _by_label(
        "outbox_rows",
        "E-mails by status: waiting, sending and failed ones all, others where their cause is of the last 24 hours.",
        "status",
        Outbox.objects.count_by_status(),
    )
    yield _gauge(
        "outbox_oldest_due_seconds",
        "For how long the oldest e-mail that should have left has been due.",
        _oldest_due(),
    )
    yield _gauge("mail_paused", "Whether all mail waits: held, or the mail server fails.", _is_paused())
    yield _by_label(
        "due_rows",
        "Rows that wait for a worker now, by job: deliveries, outbox and others.",
        "job",
        {job.name: job.due().order_by().count() for job in jobs.all_jobs()},
    )
    length, seen = queue.length(), queue.worker_seen()
    if length is not None:
        yield _gauge("tasks_waiting", "Length of the queue of tasks.", length)
    if seen:
        yield _gauge("worker_last_seen_timestamp_seconds", "When a worker last said so.", seen.timestamp())


def _oldest_due() -> float:
    """In seconds; also while all mail waits."""
    due = Outbox.objects.overdue(timedelta()).order_by("next_at")
    next_at = due.values_list("next_at", flat=True).first()
    return (clock.database_now() - next_at).total_seconds() if next_at else 0


def _is_paused() -> bool:
    return MailPause.objects.in_force().exists()


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"acquaint_{name}", meaning, value=value)


def _by_label(name: str, meaning: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"acquaint_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
