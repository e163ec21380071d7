"""P15: memory of a process that answers requests, beside as many others as a site has, and its growth over many requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice

from bench import people, worker
from bench.browser import Browser
from bench.process_memory import resident, share
from bench.run import Row, Run
from network.members.models import Member

MEMBERS = 1000
WARM_UP, REQUESTS, FEW_REQUESTS, PART = 1000, 15_000, 1500, 500
URLS = (
    "/",
    "/invitations/",
    "/invitations/sent/",
    "/members/",
    "/members/?q=bologna",
    "/connections/",
    "/members/g1-1/",
)


def measure(run: Run) -> Iterator[Row]:
    name = run.databases.network(MEMBERS)
    member = people.typical(MEMBERS)
    people.fill_lists(member, 20)
    requests = FEW_REQUESTS if run.quick else REQUESTS
    number = (os.cpu_count() or 1) + 1  # as gunicorn starts
    with worker.running(number, run.databases.path(name)) as workers:
        workers.call(serve, [[member.pk, WARM_UP]] * number)
        shares, before = workers.call(share, [[]] * number), workers.call(resident, [[]])[0]
        after = serve_parts(run, workers, member, requests)
    yield Row("a worker of cores + 1, after 1,000 requests each", "≤ 80", sum(shares) / number, unit="MiB")
    yield Row("the same with all of what it shares with the others", "", before, unit="MiB")
    yield Row(f"growth over {requests:,} requests", "≤ 5", 100 * (after / before - 1), unit="%")


def serve_parts(run: Run, workers: worker.Workers, member: Member, requests: int) -> float:
    """Let the process answer so many requests; its memory afterwards."""
    memory = 0.0
    for done in range(0, requests, PART):
        (memory,) = workers.call(serve, [[member.pk, min(PART, requests - done)]])
        run.progress(f"{done + PART:,} of {requests:,} requests, {memory:.1f} MiB")
    return memory


def serve(member_pk: int, requests: int) -> float:
    """In the worker: answer requests for all kinds of pages in turn, and return the memory in MiB."""
    browser = browser_of(member_pk)
    for url in islice(cycle(URLS), requests):
        browser.get(url)
    return resident()


@cache
def browser_of(member_pk: int) -> Browser:
    return Browser(Member.objects.get(pk=member_pk))
