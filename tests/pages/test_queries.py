"""The number of SQL queries of each page, the same for five rows as for more than two pages of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.models import Block, Invitation, RecentVerbs, Reception
from invitations.worker import delivery
from network.members.models import Connection
from tests.conftest import invite, reception_of
from tests.races.thread_pool import people

MAX_VERB_QUERIES = 10
"""Of a request that sends or accepts: four before the verb, of which one counts it against the limit of an hour."""
VERB_STATEMENTS = {"sqlite": {"send": 8, "accept": 9}, "postgresql": {"send": 7, "accept": 5}}
"""Round trips of the verb alone, with those that begin and end its transaction."""
MAX_QUERIES = {
    "/invitations/": 5,
    "/invitations/archived/": 5,
    "/invitations/receipts/": 5,
    "/invitations/sent/": 5,
    "/invitations/?q=a&note=1&shared=1&reason=none&sort=oldest": 5,
    "/invitations/archived/?q=a&note=1&shared=1&reason=none&sort=oldest": 5,
    "/invitations/sent/?q=a&state=open": 5,
    "/connections/": 5,
    "/members/": 5,
    "/members/?degree=1": 5,
    "/members/?degree=2": 5,
    "/settings/blocked/": 5,
    "/members/bruno/": 7,
    "/members/bruno/connections/": 5,
    "/people/you-may-know/": 9,
    "/": 8,
}
MAILBOX_QUERIES = 2
"""Additional queries of every page where members have a mailbox: its addresses, and how many e-mails are unread."""
EMPTY_CACHE_QUERIES = 4
"""Additional queries when the cache of suggestions is empty."""


@pytest.fixture(params=[5, 45])
def connections(request, anna, bruno, clock):
    """Connections of Anna; the larger number fills more than two pages."""
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
def full_lists(connections, anna, bruno, set_policy):
    """Anna has as many invitations received, archived and sent, and blocks, as connections."""
    set_policy(weekly_allowance=5000)
    type(anna.allowance).objects.filter(pk=anna.pk).update(weekly_limit=5000)
    for sender in people(2 * len(connections)):
        Invitation.objects.send(sender, anna, "Hello")
    for recipient in people(len(connections)):
        Invitation.objects.send(anna, recipient, "Hello")
    delivery.deliver_all()
    Block.objects.bulk_create(
        Block(blocker=anna, blocked=person, at=anna.joined_at) for person in connections
    )
    archived = Reception.objects.of(anna).values("pk")[: len(connections)]
    Reception.objects.filter(pk__in=list(archived.values_list("pk", flat=True))).update(
        place="archive", archived_at=anna.joined_at
    )


def count_queries(call) -> int:
    """Number of SQL queries of a call, without those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        call()
    queries = [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
    ]
    return len(queries)


def test_pages(full_lists, anna, client_for):
    browser = client_for(anna)
    assert count_queries(lambda: browser.get("/")) <= MAX_QUERIES["/"] + MAILBOX_QUERIES + EMPTY_CACHE_QUERIES
    counts = {path: count_queries(lambda path=path: browser.get(path)) for path in MAX_QUERIES}
    assert {path: n for path, n in counts.items() if n > MAX_QUERIES[path] + MAILBOX_QUERIES} == {}
    home = browser.get("/")
    assert len(home.context["suggestions"]) == 3
    assert len(home.context["news"]) == 5


def test_a_verb_alone(anna, bruno):
    statements = {}
    with CaptureQueriesContext(connection) as captured:
        invitation = Invitation.objects.send(anna, bruno, "Hello")
    statements["send"] = len(captured)
    delivery.deliver_all()
    reception = reception_of(invitation)
    reception.member, reception.invitation  # noqa: B018 - fetched before, as the pages do
    with CaptureQueriesContext(connection) as captured:
        reception.accept()
    assert statements | {"accept": len(captured)} == VERB_STATEMENTS[connection.vendor]


def test_send_and_accept(anna, bruno, carla, client_for):
    invitation = invite(anna, bruno)
    accept = f"/invitations/{invitation.public_id}/accept/"
    sender_client, recipient_client = client_for(anna), client_for(bruno)
    for member in (anna, bruno):
        RecentVerbs.objects.spend(member)  # later ones update this row
    assert (
        count_queries(lambda: sender_client.post("/members/carla/invite/", {"note": "Hello"}))
        <= MAX_VERB_QUERIES
    )
    assert count_queries(lambda: recipient_client.post(accept)) <= MAX_VERB_QUERIES
    assert reception_of(invitation).invitation.status == "accepted"
