"""P3: what a page costs in statements, for a hub as for anybody, however many members there are."""

import os

import pytest
from django.core.management import call_command
from django.db.models import Q

from network.members.models import Member
from tests.pages.test_queries import statements

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("GRAPH_MEMBERS", "100000"))
MOST = {
    "/invitations/": 5,
    "/invitations/archived/": 5,
    "/invitations/sent/": 5,
    "/connections/": 5,
    "/connections/?sort=name": 5,
    "/connections/?q=a&sort=oldest": 5,
    "/members/": 5,
    "/members/?q=a": 5,
    "/members/?q=bologna": 5,
    "/members/g1-1/": 7,
    "/members/g1-2/connections/": 5,
    "/members/{last}/": 7,
    "/": 8,
}


@pytest.fixture(params=[300, pytest.param(MANY, marks=pytest.mark.long)])
def last(request) -> int:
    """The number of the last member of a network that is there."""
    members = request.param
    figures = {"members": members, "connections": members * 10, "invitations": members * 2}
    call_command("seed_graph", **figures, verbosity=0)
    Member.objects.update(connections_visible_to="everybody")
    return members - 1


def test_every_page_of_a_hub_and_of_anybody_then_accepting_and_inviting(last, client_for):
    """One test, for a large network is long in the making."""
    for handle in ("g1-0", f"g1-{last // 2}"):
        browser = client_for(Member.objects.get(handle=handle))
        browser.get("/")  # from then on the cache knows whom they may know
        assert too_dear(browser, last) == {}
    look_at_the_verbs(Member.objects.get(handle="g1-0"), client_for)


def too_dear(browser, last) -> dict[str, int]:
    urls = {path.format(last=f"g1-{last}"): most for path, most in MOST.items()}
    cost = {url: statements(lambda url=url: browser.get(url)) for url in urls}
    return {url: number for url, number in cost.items() if number > urls[url]}


def look_at_the_verbs(hub, client_for) -> None:
    waiting = hub.receptions.in_inbox().first()
    known = (
        Q(pk__in=hub.connections.values("other"))
        | Q(receptions__sender=hub)
        | Q(invitations_sent__recipient=hub)
    )
    stranger = Member.objects.exclude(known | Q(pk=hub.pk)).last()
    browser = client_for(hub)
    accept = f"/invitations/{waiting.invitation.public_id}/accept/"
    assert statements(lambda: browser.post(accept)) <= 10
    assert statements(lambda: browser.post(f"/members/{stranger.handle}/invite/")) <= 10
    assert hub.invitations_sent.filter(recipient=stranger, status="open").exists()
