"""P3: how many statements a page costs, the same for five rows as for more than two pages of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.models import Block, Invitation, Reception
from invitations.worker import delivery
from network.members.models import Connection
from tests.conftest import invite, reception_of
from tests.races.thread_pool import people

MOST = {
    "/invitations/": 5,
    "/invitations/archived/": 5,
    "/invitations/sent/": 5,
    "/invitations/?q=a&note=1&shared=1&reason=none&sort=oldest": 5,
    "/invitations/archived/?q=a&note=1&shared=1&reason=none&sort=oldest": 5,
    "/invitations/sent/?q=a&state=open": 5,
    "/connections/": 5,
    "/members/": 5,
    "/settings/blocked/": 5,
    "/members/bruno/": 7,
    "/members/bruno/connections/": 5,
    "/people/you-may-know/": 9,
    "/": 8,
}
COLD = 4
"""So many more where the cache of the people whom one may know is empty."""


@pytest.fixture(params=[5, 45])
def crowd(request, anna, bruno, clock):
    """So many invitations in, archived and out, and connections, of Anna: the larger number is more than two pages."""
    friends = people(request.param)
    for person in friends:
        Connection.objects.connect(anna, person)
        Connection.objects.connect(bruno, person)
    Connection.objects.connect(anna, bruno)
    for person in people(5):
        Connection.objects.connect(friends[-1], person)
        Invitation.objects.create(
            sender=anna,
            address=person.email,
            sent_at=clock.now(),
            last_proposed_at=clock.now(),
            news_at=clock.now(),
        )
    return friends


@pytest.fixture
def busy(crowd, anna, bruno, monkeypatch):
    monkeypatch.setattr("invitations.policy.WEEKLY_ALLOWANCE", 5000)
    type(anna.allowance).objects.filter(pk=anna.pk).update(weekly_limit=5000)
    for sender in people(2 * len(crowd)):
        Invitation.objects.send(sender, anna, "Hello")
    for recipient in people(len(crowd)):
        Invitation.objects.send(anna, recipient, "Hello")
    delivery.deliver_all()
    Block.objects.bulk_create(Block(blocker=anna, blocked=each, at=anna.joined_at) for each in crowd)
    some = Reception.objects.of(anna).values("pk")[: len(crowd)]
    Reception.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(
        place="archive", archived_at=anna.joined_at
    )


def statements(call) -> int:
    """Of the work alone: beginning and ending a transaction do not count."""
    with CaptureQueriesContext(connection) as captured:
        call()
    ours = [
        q["sql"] for q in captured if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
    ]
    return len(ours)


def test_pages(busy, anna, client_for):
    browser = client_for(anna)
    assert statements(lambda: browser.get("/")) <= MOST["/"] + COLD
    cost = {path: statements(lambda path=path: browser.get(path)) for path in MOST}
    assert {path: n for path, n in cost.items() if n > MOST[path]} == {}
    home = browser.get("/")
    assert len(home.context["people"]) == 3
    assert len(home.context["news"]) == 5


def test_send_and_accept(anna, bruno, carla, client_for):
    invitation = invite(anna, bruno)
    accept = f"/invitations/{invitation.public_id}/accept/"
    her, his = client_for(anna), client_for(bruno)
    assert statements(lambda: her.post("/members/carla/invite/", {"note": "Hello"})) <= 10
    assert statements(lambda: his.post(accept)) <= 10
    assert reception_of(invitation).invitation.status == "accepted"
