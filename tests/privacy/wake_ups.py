"""Simulates a worker that sends many e-mails to one observer, and one to somebody else among them.

Anna has many accounts of her own, and all the other mail goes to them: reminders that become due in one run, or invitations
that she sends at once. A third e-mail between two of hers, sent one after another, shows as a gap of twice the time that
the mail server takes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from network import clock
from notifications.choices import Kind
from notifications.models import Outbox
from notifications.spread import span_for, span_for_reminders
from tests.privacy.pace import LATENCY, POLL_SECONDS

Seconds = list[float]

REMINDERS, INVITATIONS = 40, 300


def reminders(number: int) -> Seconds:
    """The moments of reminders, which do not depend on their number."""
    span = span_for_reminders()
    return [_seconds(Outbox.spread(Kind.REMINDER, span)) for _ in range(number)]


def together(number: int) -> Seconds:
    """The moments of rows that are written together: of what waited for the mail server."""
    span = span_for(number)
    return [_seconds(Outbox.spread(Kind.REMINDER, span)) for _ in range(number)]


def one_by_one(number: int) -> Seconds:
    """The moments of rows that are written one after another, each with its own span, as those of deliveries are."""
    return [_seconds(Outbox.spread(Kind.INVITATION, span_for(number))) for _ in range(number)]


def without_growth(number: int) -> Seconds:
    """The moments that a worker draws who does not count what waits."""
    return [_seconds(Outbox.spread(Kind.INVITATION)) for _ in range(number)]


def for_each(moments: Seconds) -> Seconds:
    return sorted(moments)


def ten(moments: Seconds) -> Seconds:
    """At most ten wake-ups for all, the last included."""
    times = sorted(moments, reverse=True)
    return sorted(times[:: -(-len(times) // 10)])


def rate(
    draw: random.Random,
    runs: int,
    others: int,
    moments_of: Callable[[int], Seconds],
    wake_ups_of: Callable[[Seconds], Seconds] = for_each,
    *,
    mailed: bool = True,
) -> float:
    """The share of the runs in which the gap tells Anna of an e-mail to Bruno."""
    told = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notifications.spread._random", draw)
        for _ in range(runs):
            moments = moments_of(others + mailed)
            bruno = draw.randrange(len(moments)) if mailed else None
            told += _tells(_arrivals(draw, moments, wake_ups_of(moments)), bruno)
    return told / runs


def _seconds(moment: object) -> float:
    return (moment - clock.database_now()).total_seconds()  # type: ignore[operator]


def _arrivals(draw: random.Random, moments: Seconds, wake_ups: Seconds) -> list[tuple[float, int]]:
    """(when, which) for every e-mail. The worker runs a task that is ready, or waits for `POLL_SECONDS`."""
    now, arrivals = draw.uniform(0, POLL_SECONDS), list[tuple[float, int]]()
    rows, tasks = sorted((at, row) for row, at in enumerate(moments)), list(wake_ups)
    while rows:
        if not tasks or tasks[0] > now:
            now += POLL_SECONDS
            continue
        del tasks[0]
        while due := [row for at, row in rows if at <= now]:
            del rows[: len(due)]
            for row in draw.sample(due, len(due)):
                now += LATENCY
                arrivals.append((now, row))
    return arrivals


def _tells(arrivals: list[tuple[float, int]], bruno: int | None) -> bool:
    hers = [at for at, row in arrivals if row != bruno]
    return any(abs(later - at - 2 * LATENCY) < LATENCY / 100 for at, later in pairwise(hers))
