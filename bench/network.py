"""Hubs against anybody, in ratios of times: it judges nothing.

manage.py seed_graph
manage.py shell -v 0 -c "from bench import network; network.main()"
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Q
from django.test import Client

from network.members.models import Connection, Member
from network.members.people.suggestions import may_know

ROUNDS, HUBS, PEOPLE, INLINE_LIMIT, FAR = 24, 5, 20, 6, 60
"""`FAR`: so many times “next page” into a hub's connections."""
PAGE, NEXT = "/connections/", re.compile(r'href="/connections/(\?after=[^"]+)"')
NOBODY = Q(pk__in=[])
Call = Callable[[], object]


class Figure(NamedTuple):
    """How many times as long the first takes as the second, in the middle of the rounds, and both in milliseconds."""

    name: str
    goal: str
    ratio: float
    first: float
    second: float


def main() -> None:
    print(f"{'':<56}{'goal':>7}{'ratio':>8}{'ms':>9}{'ms':>9}")
    for each in figures(random.Random(3)):
        print(
            f"{each.name:<56}{each.goal:>7}{each.ratio:>8.2f}{each.first:>9.2f}{each.second:>9.2f}",
            flush=True,
        )


def figures(dice: random.Random) -> Iterator[Figure]:
    hubs = list(Member.objects.order_by("-degree")[:HUBS])
    others = Member.objects.filter(degree__gte=2).exclude(pk__in=[hub.pk for hub in hubs])
    typical = dice.sample(list(others[: 1000 * PEOPLE]), PEOPLE)
    pairs = [(hubs[turn % HUBS], typical[turn % PEOPLE]) for turn in range(ROUNDS)]
    browsers = {member: browser_of(member) for member in hubs + typical}
    far = {hub: far_into(browsers[hub]) for hub in hubs}
    shared = Connection.objects.shared

    def look(who: Member, page: str = PAGE) -> Call:
        return lambda: browsers[who].get(page)

    def ask(who: Member) -> Call:
        return lambda: may_know(who, NOBODY, INLINE_LIMIT)

    yield figure("P10 connections: a hub's page, anybody's", "≤ 1.2", [(look(h), look(t)) for h, t in pairs])
    yield figure(
        "P10 connections: a page far in, the first", "≤ 1.2", [(look(h, far[h]), look(h)) for h, _t in pairs]
    )
    yield figure("P11 where 20 people stand: one by one, at once", "≥ 4", [
        (lambda t=t: [shared(t, [each]) for each in typical], lambda t=t: shared(t, typical)) for _h, t in pairs
    ])  # fmt: skip
    yield figure("P12 shared with 20 people: a hub, anybody", "≤ 3", [
        (lambda h=h: shared(h, typical), lambda t=t: shared(t, typical)) for h, t in pairs
    ])  # fmt: skip
    turns = [(ask(h), ask(t)) for h, t in pairs]
    yield figure("P13 people one may know: a hub, anybody", "≤ 10", turns, before=cache.clear)
    yield figure("    the same from the cache", "", turns)


def figure(name: str, goal: str, turns: list[tuple[Call, Call]], before: Call = lambda: None) -> Figure:
    for call in turns[0]:
        call()
    rounds = [(timed(first, before), timed(second, before)) for first, second in turns]
    firsts, seconds = zip(*rounds, strict=True)
    return Figure(name, goal, median(a / b for a, b in rounds), median(firsts), median(seconds))


def timed(call: Call, before: Call) -> float:
    before()
    begun = perf_counter()
    call()
    return (perf_counter() - begun) * 1000


def browser_of(member: Member) -> Client:
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(member)
    return browser


def far_into(browser: Client) -> str:
    page = PAGE
    for _step in range(FAR):
        if link := NEXT.search(browser.get(page).text):
            page = PAGE + link[1].replace("&amp;", "&")
    return page
