"""The number of queries per page is limited, for members with many or few connections, in a small and a large network."""

import os

import pytest
from django.core.management import call_command
from django.db.models import Q

from invitations.models import RecentVerbs
from network.members.models import Member
from tests.pages.test_queries import MAILBOX_QUERIES, MAX_VERB_QUERIES, count_queries

pytestmark = pytest.mark.django_db
LARGE = int(os.environ.get("GRAPH_MEMBERS", "100000"))
MAX_QUERIES = {
    "/invitations/": 5,
    "/invitations/archived/": 5,
    "/invitations/sent/": 5,
    "/connections/": 5,
    "/connections/?sort=name": 5,
    "/connections/?q=a&sort=oldest": 5,
    "/members/": 5,
    "/members/?q=a": 5,
    "/members/?q=bologna": 6,  # on SQLite one asks whether the first rows fill the page
    "/members/g1-1/": 8,
    "/members/g1-2/connections/": 5,
    "/members/{last}/": 8,
    "/": 8,
}


@pytest.fixture(params=[300, pytest.param(LARGE, marks=pytest.mark.long)])
def last(request) -> int:
    """Seed a network; return the number of its last member."""
    members = request.param
    sizes = {"members": members, "connections": members * 10, "invitations": members * 2}
    call_command("seed_graph", **sizes, verbosity=0)
    Member.objects.update(connections_visible_to="everybody")
    return members - 1


def test_query_counts_of_pages_and_of_accepting_and_inviting(last, client_for):
    """One test, because a large network takes long to seed."""
    for handle in ("g1-0", f"g1-{last // 2}"):
        browser = client_for(Member.objects.get(handle=handle))
        browser.get("/")  # fills the cache of suggestions
        assert over_limit(browser, last) == {}
    check_accept_and_invite(Member.objects.get(handle="g1-0"), client_for)


def over_limit(browser, last) -> dict[str, int]:
    """Return URL → number of queries for each page above its limit."""
    urls = {path.format(last=f"g1-{last}"): limit for path, limit in MAX_QUERIES.items()}
    counts = {url: count_queries(lambda url=url: browser.get(url)) for url in urls}
    return {url: number for url, number in counts.items() if number > urls[url] + MAILBOX_QUERIES}


def check_accept_and_invite(hub, client_for) -> None:
    reception = hub.receptions.in_inbox().first()
    related = (
        Q(pk__in=hub.connections.values("other"))
        | Q(receptions__sender=hub)
        | Q(invitations_sent__recipient=hub)
    )
    stranger = Member.objects.exclude(related | Q(pk=hub.pk)).last()
    browser = client_for(hub)
    RecentVerbs.objects.spend(hub)  # later ones update this row
    accept = f"/invitations/{reception.invitation.public_id}/accept/"
    assert count_queries(lambda: browser.post(accept)) <= MAX_VERB_QUERIES
    assert count_queries(lambda: browser.post(f"/members/{stranger.handle}/invite/")) <= MAX_VERB_QUERIES
    assert hub.invitations_sent.filter(recipient=stranger, status="open").exists()
