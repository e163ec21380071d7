"""P3: statements for each page and verb, in small and large networks, for members with nothing and with very much."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import people
from bench.browser import Browser
from bench.pairs import Pairs
from bench.run import Row, Run
from bench.statements import count_statements
from invitations.models import RecentVerbs
from network.members.models import Member

PAGES = {
    "inbox": ("/invitations/", 5),
    "archive": ("/invitations/archived/", 5),
    "sent": ("/invitations/sent/", 5),
    "connections": ("/connections/", 5),
    "directory": ("/members/", 5),
    "profile": ("/members/g1-9/", 7),
    "home": ("/", 8),
}
MAX_VERB_STATEMENTS = 10


def measure(run: Run) -> Iterator[Row]:
    counts: dict[str, list[int]] = {}
    for members in run.sizes:
        run.progress(f"pages in a network of {members:,}")
        run.databases.network(members)
        Member.objects.create_user("nobody@example.org", name="Nobody Yet", handle="nobody-yet")
        for member in (Member.objects.get(handle="nobody-yet"), people.typical(members), people.hub()):
            browser = Browser(member)
            browser.get("/")  # fills the cache of suggestions
            for name, (url, _goal) in PAGES.items():
                counts.setdefault(name, []).append(count_statements(partial(browser.get, url)))
    for name, found in counts.items():
        note = f"{min(found)} for members with nothing" if min(found) < max(found) else ""
        yield Row(name, f"≤ {PAGES[name][1]}", max(found), unit="statements", note=note)
    yield from verbs(run)


def verbs(run: Run) -> Iterator[Row]:
    """The whole request, with session, member and the count of verbs in the hour, of which it is not the first."""
    people.allow_everything()
    pairs = Pairs()
    (reception,) = pairs.received(1)
    accept = f"/invitations/{reception.invitation.public_id}/accept/"
    ((sender, recipient),) = pairs.draw(1)
    send = f"/members/{recipient.handle}/invite/"
    RecentVerbs.objects.spend(sender)
    RecentVerbs.objects.spend(reception.member)
    for name, member, url in (("send", sender, send), ("accept", reception.member, accept)):
        number = count_statements(partial(Browser(member).post, url, note="", reason=""))
        yield Row(f"{name}, the whole request", f"≤ {MAX_VERB_STATEMENTS}", number, unit="statements")
