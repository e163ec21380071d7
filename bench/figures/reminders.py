"""P8: sending reminders, against row by row, against SQL statements alone; memory, and two workers at once."""

from __future__ import annotations

from collections.abc import Iterator

from bench import due_reminders, worker
from bench.measure import batch
from bench.process_memory import growth_during
from bench.run import Row, Run
from invitations.worker.schedule import remind
from notifications.models import Outbox

DUE, FEW_DUE, ROW_SHARE = 2000, 400, 10


def measure(run: Run) -> Iterator[Row]:
    name = run.databases.network(run.sizes[-1])
    size = FEW_DUE if run.quick else DUE
    times = run.in_turn(
        batch("row by row", due_reminders.make_due, due_reminders.row_by_row, share=ROW_SHARE),
        batch("SQL", due_reminders.make_due, due_reminders.in_sql),
        batch("remind", due_reminders.make_due, remind),
        size=size,
    )
    of = f"{size:,} due of {run.sizes[-1]:,}"
    yield run.ratio("a reminder, against row by row", "≥ 15", times["row by row"], times["remind"], of)
    yield run.slowdown("a reminder, against SQL alone", "≥ 0.7", times["SQL"], times["remind"], of)
    for number in (FEW_DUE, run.sizes[-1]):
        due_reminders.make_due(number)
        name_of_row = "memory with few due" if number == FEW_DUE else "memory with all inboxes due"
        due = f"{due_reminders.count_due():,} reminders"
        yield Row(name_of_row, "≤ 16", growth_during(remind), unit="MiB", note=due)
    yield from two_workers(run, name, size)


def two_workers(run: Run, name: str, number: int) -> Iterator[Row]:
    due_reminders.make_due(number)
    due, before = due_reminders.count_due(), count_mails()
    with worker.running(2, run.databases.path(name)) as workers:
        workers.call(remind_all, [[], []])
    yield Row("two workers: reminders too many or too few", "0", abs(count_mails() - before - due))


def remind_all() -> int:
    return remind()


def count_mails() -> int:
    return Outbox.objects.filter(kind="reminder").count()
