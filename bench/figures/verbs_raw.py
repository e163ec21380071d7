"""P4: sending and accepting against the same work as hand-written SQL through the driver."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import people
from bench.measure import Call, variant
from bench.pairs import Pairs
from bench.people import NOTE
from bench.raw import RawVerbs
from bench.run import Row, Run
from invitations.models import Invitation

MEMBERS = 1000


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    people.allow_everything()
    pairs, raw = Pairs(), RawVerbs()

    def send_raw(number: int) -> list[Call]:
        return [partial(raw.send, *pair, NOTE) for pair in pairs.draw(number)]

    def accept_raw(number: int) -> list[Call]:
        rows = pairs.received(number)
        return [partial(raw.accept, row.pk, row.member_id, row.sender_id, row.invitation_id) for row in rows]

    times = run.in_turn(
        variant("send raw", send_raw),
        variant("send", lambda number: send_calls(pairs, number)),
        variant("accept raw", accept_raw),
        variant("accept", lambda number: accept_calls(pairs, number)),
    )
    for verb in ("send", "accept"):
        yield run.ratio(f"{verb}, against raw", "≥ 0.30", times[f"{verb} raw"], times[verb])


def send_calls(pairs: Pairs, number: int) -> list[Call]:
    return [partial(Invitation.objects.send, *pair, NOTE) for pair in pairs.draw(number)]


def accept_calls(pairs: Pairs, number: int) -> list[Call]:
    """The verb on receptions whose invitation and two members are loaded, as the view loads them."""
    return [row.accept for row in pairs.received(number)]
