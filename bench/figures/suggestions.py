"""P13: people a member may know: of hubs against typical members, with an empty cache and with a full one."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import cache
from django.db.models import Q

from bench.graph import Network
from bench.run import Row, Run
from network.members.models import Member
from network.members.people.suggestions import suggest

SUGGESTIONS, SLICE = 6, 5  # a slice clears the cache once, so no member may come twice


def measure(run: Run) -> Iterator[Row]:
    network = Network(run, run.sizes[-1])
    variants = [
        network.variant(f"{kind} {name}", kind, find, before)
        for name, before in (("computed", cache.clear), ("cached", lambda: None))
        for kind in ("hub", "typical")
    ]
    times = run.in_turn(*variants, size=SLICE)
    for name, goal in (("computed", "≤ 10"), ("cached", "")):
        yield run.slowdown(
            f"a hub, as a multiple of a typical member, {name}",
            goal,
            times[f"hub {name}"],
            times[f"typical {name}"],
        )


def find(member: Member) -> None:
    suggest(member, nobody, SUGGESTIONS)


def nobody(_viewer: Member) -> Q:
    return Q(pk__in=[])
