"""P10: the page of connections in small and large networks, of hubs, and far behind its first page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.browser import Browser
from bench.graph import Network, networks
from bench.run import Row, Run
from network.members.models import Member

URL, NEXT_LINK = "/connections/", re.compile(r'href="/connections/(\?after=[^"]+)"')
SLICE, PAGE_SIZE, TAIL = 20, 20, 99


def measure(run: Run) -> Iterator[Row]:
    found = list(networks(run))
    browsers: dict[tuple[int, int], Browser] = {}
    for network in found:
        run.databases.use(network.database)
        for member in (*network.hubs, *network.typical):
            browsers[network.size, member.pk] = Browser(member)
    largest = found[-1]
    run.databases.use(largest.database)
    middle = {hub.pk: middle_page(browsers[largest.size, hub.pk], hub.degree) for hub in largest.hubs}

    def get(network: Network, member: Member) -> None:
        browsers[network.size, member.pk].get(URL)

    def get_middle(member: Member) -> None:
        browsers[largest.size, member.pk].get(middle[member.pk])

    times = run.in_turn(
        *(
            each.variant(f"typical {each.size}", "typical", lambda m, each=each: get(each, m))
            for each in found
        ),
        largest.variant("hub", "hub", lambda member: get(largest, member)),
        largest.variant("middle", "hub", get_middle),
        size=SLICE,
    )
    by_size = {each.size: times[f"typical {each.size}"] for each in found}
    yield run.growth("connections of a typical member, p99", "≤ 1.3", by_size, TAIL)
    yield run.growth("connections of a typical member, p50", "", by_size)
    hub, typical = times["hub"], by_size[largest.size]
    note = f"a hub has {max(member.degree for member in largest.hubs):,} connections"
    yield run.tail("a hub, as a multiple of a typical member", "≤ 1.2", hub, typical, 50, note)
    yield run.slowdown("the middle page of a hub, as a multiple of its first", "≤ 1.2", times["middle"], hub)


def middle_page(browser: Browser, connections: int) -> str:
    """The URL of the page in the middle, reached by the links of the pages before it."""
    url = URL
    for _page in range(connections // PAGE_SIZE // 2):
        if link := NEXT_LINK.search(browser.get(url).text):
            url = URL + link[1].replace("&amp;", "&")
    return url
