"""P19: deciding a delivery and sending its e-mail, against rendering the e-mail alone; two workers against one."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from bench import awake, mail_sink, people, worker
from bench.due_mails import Rendering
from bench.measure import batch, median_ratio, variant
from bench.pairs import Pairs
from bench.run import Row, Run
from bench.statements import count_statements
from invitations.models import Delivery, Invitation
from invitations.worker import delivery
from notifications import outbox_worker
from notifications.models import Outbox

MEMBERS, BATCH, SHARED_BATCH = 1000, 40, 200
GOAL = "≥ 0.25 / 0.35"  # SQLite / PostgreSQL


def measure(run: Run) -> Iterator[Row]:
    name = run.databases.network(MEMBERS)
    people.allow_everything()
    pairs = Pairs()
    rendering = Rendering(pairs, BATCH)
    with mail_sink.running():
        with awake.cores():
            times = run.in_turn(
                variant("render", rendering.calls),
                batch("deliver and send", lambda number: send_invitations(pairs, number), deliver_and_send),
                size=BATCH,
            )
        yield run.ratio(
            "delivery and e-mail, against rendering", GOAL, times["render"], times["deliver and send"]
        )
        send_invitations(pairs, BATCH)
        yield Row("statements for each delivery", "≤ 8", count_statements(delivery.deliver_all) / BATCH)
        yield Row("statements for each e-mail", "≤ 3", count_statements(outbox_worker.job.run) / BATCH)
        if run.engine == "postgresql":
            yield two_workers(run, name, pairs)


def two_workers(run: Run, name: str, pairs: Pairs) -> Row:
    """Both empty the same queue; the ratio of the wall times of one worker and of two."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with worker.running(2, run.databases.path(name)) as workers:
        for number in range(2 + run.rounds // 2):  # the first warms up
            for count in (1, 2):
                send_invitations(pairs, SHARED_BATCH)
                started = perf_counter()
                workers.call(deliver_and_send, [[]] * count)
                while Delivery.objects.filter(outcome="").exists() or Outbox.objects.due().exists():
                    workers.call(deliver_and_send, [[]] * count)
                seconds[count].append(perf_counter() - started)
            run.progress(f"two workers, round {number}")
    ratio = median_ratio(seconds[1][1:], seconds[2][1:])
    note = "both workers, the database and the mail server share the cores of the machine."
    return Row("two workers against one, by wall time", "≥ 1.7", ratio, note=note)


def send_invitations(pairs: Pairs, number: int) -> None:
    for sender, recipient in pairs.draw(number):
        Invitation.objects.send(sender, recipient, people.NOTE)


def deliver_and_send() -> int:
    return delivery.deliver_all() + outbox_worker.job.run()
