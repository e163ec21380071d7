"""P17: archive, sent, directory, home, profile and connections against an empty signed-in page."""

from __future__ import annotations

from collections.abc import Iterator

from bench import people
from bench.browser import Browser
from bench.measure import repeated
from bench.run import Row, Run

MEMBERS, INVITATIONS = 1000, 20
TINY = "/bench/tiny/"
PAGES = {
    "archive of 20": ("/invitations/archived/", "≥ 0.25"),
    "20 sent invitations": ("/invitations/sent/", "≥ 0.25"),
    "directory": ("/members/", "≥ 0.30"),
    "home": ("/", "≥ 0.40"),
    "profile": ("/members/g1-1/", "≥ 0.40"),
    "connections": ("/connections/", "≥ 0.40"),
}


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    member = people.typical(MEMBERS)
    people.fill_lists(member, INVITATIONS)
    browser = Browser(member)
    urls = [TINY, *(url for url, _goal in PAGES.values())]
    times = run.in_turn(*(repeated(url, lambda url=url: browser.get(url)) for url in urls))
    for name, (url, goal) in PAGES.items():
        yield run.ratio(f"{name}, against an empty page", goal, times[TINY], times[url])
