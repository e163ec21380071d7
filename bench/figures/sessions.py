"""P1: what a session costs: a constant page for a signed-in member against the same page for a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.test import override_settings

from bench import people
from bench.browser import Browser
from bench.measure import repeated
from bench.run import Row, Run
from bench.statements import count_statements
from network.common.charset import Handler

MEMBERS = 1000
URL = "/bench/constant/"
GOALS = {"database": "≥ 0.17 / 0.10", "Redis": "≥ 0.25 / 0.17"}  # SQLite / PostgreSQL
MAX_QUERIES = {"database": 2, "Redis": 1}


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    browsers = {"visitor": Browser(), "database": signed_in("db")}
    if run.redis_url:
        browsers["Redis"] = signed_in("cached_db")
    else:
        yield Row("session with Redis, against a visitor", GOALS["Redis"], None, note="no Redis server here")
    times = run.in_turn(*(repeated(name, lambda each=each: each.get(URL)) for name, each in browsers.items()))
    for name in list(browsers)[1:]:
        yield run.ratio(f"session with {name}, against a visitor", GOALS[name], times["visitor"], times[name])
        queries = count_statements(partial(browsers[name].get, URL))
        yield Row(f"session with {name}, statements", f"{MAX_QUERIES[name]}", queries)


def signed_in(engine: str) -> Browser:
    """A member whose sessions are kept by this engine; its application is made with it."""
    with override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}"):
        return Browser(people.typical(MEMBERS), Handler())
