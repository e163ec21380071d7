"""P9: sending due e-mails to an SMTP server on the same machine, against rendering the same e-mails alone."""

from __future__ import annotations

from collections.abc import Iterator

from bench import awake, mail_sink
from bench.due_mails import Rendering, queue_mails
from bench.measure import batch, variant
from bench.pairs import Pairs
from bench.run import Row, Run
from bench.statements import count_statements
from notifications import outbox_worker

MEMBERS, BATCH = 1000, 100
TALK = (
    "each e-mail is checked right before it is sent and recorded right after, so that it can be stopped until the last moment "
    "and is not sent twice: with PostgreSQL two answers of the database are waited for, beside those of the mail server."
)


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    pairs = Pairs()
    rendering = Rendering(pairs, BATCH)
    with mail_sink.running(), awake.cores():
        times = run.in_turn(
            variant("render", rendering.calls),
            batch("send", lambda number: queue_mails(pairs, number), outbox_worker.job.run),
            size=BATCH,
        )
        yield run.ratio(
            "an e-mail, against rendering it alone", "≥ 0.55", times["render"], times["send"], TALK
        )
        queue_mails(pairs, BATCH)
        with mail_sink.counted_connections() as connections:
            statements = count_statements(outbox_worker.job.run)
    yield Row(f"connections for a batch of {BATCH}", "1", connections[0])
    yield Row("statements for each e-mail of a batch", "≤ 3", statements / BATCH)
