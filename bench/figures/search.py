"""P18: search in a large inbox and in many sent invitations; a common word in the directory of a large network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import large_lists
from bench.browser import Browser
from bench.measure import Times, repeated
from bench.run import Row, Run
from network.members.models import Member

FEW = 100
RARE, COMMON = "Quillfeather", "bologna"
LISTS = {"inbox": ("/invitations/", False), "sent": ("/invitations/sent/", True)}
SLICE = 5
FAR_MATCHES = (
    "names and places of invented people go together by language, so among a million 13,780 names come before the first of the "
    "23,624 people of Bologna: the index finds them all, and 31,830 blocks are read to see which names come first (130 of 180 ms, 2026-12-01)."
)


def measure(run: Run) -> Iterator[Row]:
    size = run.sizes[-1]
    run.databases.network(size)
    run.progress(f"filling lists with {size:,} rows")
    for name, (url, sent) in LISTS.items():
        browsers = {FEW: owner_of_list(name, FEW, sent), size: owner_of_list(name, size, sent)}
        for kind, word in (("rare", RARE), ("common", COMMON)):
            times = in_turn(run, {rows: partial(browsers[rows].get, f"{url}?q={word}") for rows in browsers})
            yield run.growth(f"a {kind} word in the {name} list", "≤ 3", times)
    yield from directory(run)


def directory(run: Run) -> Iterator[Row]:
    calls = {}
    for size in run.sizes[1:] if len(run.sizes) > 2 else run.sizes:
        name = run.databases.network(size, f"directory_{size}")
        browser = Browser(Member.objects.get(handle="g1-9"))
        calls[size] = partial(search_directory, run, name, browser)
    row = run.growth("a common word in the directory", "≤ 2", in_turn(run, calls))
    row.note += f"; {FAR_MATCHES}"
    yield row


def search_directory(run: Run, database: str, browser: Browser) -> None:
    run.databases.use(database)
    browser.get(f"/members/?q={COMMON}")


def in_turn(run: Run, calls: dict[int, partial]) -> dict[int, Times]:
    times = run.in_turn(*(repeated(str(size), call) for size, call in calls.items()), size=SLICE)
    return {size: times[str(size)] for size in calls}


def owner_of_list(name: str, rows: int, sent: bool) -> Browser:
    """A new member with so many rows in this list, one of them of somebody with a rare name."""
    owner = Member.objects.create_user(f"{name}-{rows}@example.org", name="Owner of Lists")
    rare = Member.objects.create_user(f"rare-{name}-{rows}@example.org", name=f"Zebedee {RARE}")
    others = Member.objects.filter(handle__startswith="g1-").order_by("pk").values_list("pk", flat=True)
    large_lists.fill(owner, [*others[: rows - 1], rare.pk], sent)
    return Browser(owner)
