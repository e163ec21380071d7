"""P12: the shared connections of a member with 20 typical people: of hubs against typical members."""

from __future__ import annotations

from collections.abc import Iterator

from bench.graph import Network
from bench.run import Row, Run
from network.members.models import Connection

SLICE, TAIL = 20, 95


def measure(run: Run) -> Iterator[Row]:
    network = Network(run, run.sizes[-1])
    people = network.typical
    variants = (
        network.variant(kind, kind, lambda member: Connection.objects.shared(member, people))
        for kind in ("hub", "typical")
    )
    times = run.in_turn(*variants, size=SLICE)
    note = f"among {network.size:,} members"
    yield run.tail(
        "a hub, as a multiple of a typical member, p95", "≤ 3", times["hub"], times["typical"], TAIL, note
    )
