"""P2: the inbox with 20 invitations against its floor, and against an empty signed-in page."""

from __future__ import annotations

from collections.abc import Iterator

from bench import floor, people
from bench.browser import Browser
from bench.measure import repeated
from bench.run import Row, Run

MEMBERS, INVITATIONS = 1000, 20
PROFILE = (
    "the floor has all that stands around the values as constant text, so the empty page alone is well below it. Where the time "
    "of the inbox goes (sampled on SQLite, 2026-11-30): templates around the cards 25 %, templates of the cards 23 %, middleware, "
    "session and member 18 %, choices and texts of the cards 15 %, rows as objects 12 %."
)


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(MEMBERS)
    member = people.typical(MEMBERS)
    member.receptions.all().delete()
    people.fill_lists(member, INVITATIONS)
    browser = Browser(member)
    floor.show(browser.get("/invitations/").text, member.pk)
    times = run.in_turn(
        *(
            repeated(url, lambda url=url: browser.get(url))
            for url in ("/bench/floor/", "/bench/tiny/", "/invitations/")
        )
    )
    page = times["/invitations/"]
    yield run.ratio("inbox of 20, against its floor", "≥ 0.40", times["/bench/floor/"], page, PROFILE)
    yield run.ratio("inbox of 20, against an empty page", "≥ 0.25", times["/bench/tiny/"], page)
    yield run.ratio(
        "the floor itself, against an empty page", "", times["/bench/tiny/"], times["/bench/floor/"]
    )
