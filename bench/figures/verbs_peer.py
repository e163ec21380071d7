"""P5: sending and accepting against those of django-friendship, which locks nothing and writes no event and no e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections

from bench import peer, people
from bench.figures.verbs_raw import MEMBERS, accept_calls, send_calls
from bench.measure import variant
from bench.pairs import Pairs
from bench.run import Row, Run

KEPT = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE")
ENGINES = {"sqlite": "django.db.backends.sqlite3", "postgresql": "django.db.backends.postgresql"}


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    people.allow_everything()
    pairs = Pairs()
    with peer.running("bench.peer_friendship", peer_database(run)) as friendship:
        times = run.in_turn(
            friendship.variant("peer send", "send"),
            variant("send", lambda number: send_calls(pairs, number)),
            friendship.variant("peer accept", "accept"),
            variant("accept", lambda number: accept_calls(pairs, number)),
        )
    for verb in ("send", "accept"):
        yield run.ratio(f"{verb}, against django-friendship", "≥ 2", times[f"peer {verb}"], times[verb])


def peer_database(run: Run) -> dict[str, Any]:
    """An empty database of the same kind, with the options of the project's own, through Django's own engine."""
    path = run.databases.empty("friendship")
    settings = connections.settings["default"] | {"NAME": path, "ENGINE": ENGINES[run.engine]}
    return {name: settings[name] for name in KEPT if name in settings}
