"""Compares response times for hubs and for typical members, as ratios. It checks no limits.

manage.py seed_graph
manage.py shell -v 0 -c "from bench import queries; queries.main()"
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
from network.members.people.suggestions import suggest

ROUNDS, HUBS, TYPICAL_MEMBERS, SUGGESTIONS = 24, 5, 20, 6
DEEP_PAGE = 60
"""The number of a page far into a hub's connections."""
CONNECTIONS_URL, NEXT_LINK = "/connections/", re.compile(r'href="/connections/(\?after=[^"]+)"')
NO_MEMBERS = Q(pk__in=[])
Call = Callable[[], object]


class Comparison(NamedTuple):
    """The median of the ratios of the first to the second time, and the median of both in milliseconds."""

    name: str
    goal: str
    ratio: float
    first: float
    second: float


def main() -> None:
    print(f"{'':<56}{'goal':>7}{'ratio':>8}{'ms':>9}{'ms':>9}")
    for row in comparisons(random.Random(3)):
        print(f"{row.name:<56}{row.goal:>7}{row.ratio:>8.2f}{row.first:>9.2f}{row.second:>9.2f}", flush=True)


def comparisons(rng: random.Random) -> Iterator[Comparison]:
    hubs = list(Member.objects.order_by("-degree")[:HUBS])
    others = Member.objects.filter(degree__gte=2).exclude(pk__in=[hub.pk for hub in hubs])
    typical = rng.sample(list(others[: 1000 * TYPICAL_MEMBERS]), TYPICAL_MEMBERS)
    pairs = [(hubs[n % HUBS], typical[n % TYPICAL_MEMBERS]) for n in range(ROUNDS)]
    clients = {member: signed_in_client(member) for member in hubs + typical}
    deep_pages = {hub: deep_page_url(clients[hub]) for hub in hubs}
    shared = Connection.objects.shared

    def get(member: Member, url: str = CONNECTIONS_URL) -> Call:
        return lambda: clients[member].get(url)

    def suggestions_of(member: Member) -> Call:
        return lambda: suggest(member, lambda _viewer: NO_MEMBERS, SUGGESTIONS)

    yield compare(
        "P10 connections: hub, typical member", "≤ 1.2", [(get(hub), get(member)) for hub, member in pairs]
    )
    yield compare(
        "P10 connections of a hub: deep page, first page",
        "≤ 1.2",
        [(get(hub, deep_pages[hub]), get(hub)) for hub, _member in pairs],
    )
    yield compare("P11 mutual connections of 20: one by one, at once", "≥ 4", [
        (lambda m=m: [shared(m, [other]) for other in typical], lambda m=m: shared(m, typical)) for _hub, m in pairs
    ])  # fmt: skip
    yield compare("P12 mutual connections with 20: hub, typical member", "≤ 3", [
        (lambda h=h: shared(h, typical), lambda m=m: shared(m, typical)) for h, m in pairs
    ])  # fmt: skip
    calls = [(suggestions_of(hub), suggestions_of(member)) for hub, member in pairs]
    yield compare("P13 suggestions: hub, typical member", "≤ 10", calls, before=cache.clear)
    yield compare("    the same, cached", "", calls)


def compare(name: str, goal: str, calls: list[tuple[Call, Call]], before: Call = lambda: None) -> Comparison:
    """Time each pair of calls, after one warm-up; `before` runs before every call."""
    for call in calls[0]:
        call()
    times = [(milliseconds(first, before), milliseconds(second, before)) for first, second in calls]
    firsts, seconds = zip(*times, strict=True)
    return Comparison(name, goal, median(a / b for a, b in times), median(firsts), median(seconds))


def milliseconds(call: Call, before: Call) -> float:
    before()
    started_at = perf_counter()
    call()
    return (perf_counter() - started_at) * 1000


def signed_in_client(member: Member) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(member)
    return client


def deep_page_url(client: Client) -> str:
    url = CONNECTIONS_URL
    for _page in range(DEEP_PAGE):
        if link := NEXT_LINK.search(client.get(url).text):
            url = CONNECTIONS_URL + link[1].replace("&amp;", "&")
    return url
