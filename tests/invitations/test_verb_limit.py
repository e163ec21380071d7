"""`VERBS_AN_HOUR`: each POST of a verb counts once, for the member who makes it; above the limit the answer is 429."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse

from invitations import middleware
from invitations.models import Invitation, RecentVerbs, Reception
from invitations.tokens import accept_token
from network.members.models import Connection
from tests.conftest import invite, reception_of

ARGUMENTS = {"handle": "bruno", "public_id": "A" * 16, "token": "token"}
ACKNOWLEDGEMENTS = ("acknowledge", "acknowledge_all", "confirm_bulk")


def all_patterns(resolver=None, namespaces=()):
    """Every URL pattern of the project, with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from all_patterns(entry, (*namespaces, entry.namespace) if entry.namespace else namespaces)
        elif entry.name:
            yield ":".join([*namespaces, entry.name]), entry


OWN = [
    name
    for name, entry in all_patterns()
    if name.startswith("invitations:") and getattr(entry.callback, "login_required", True)
]
VERBS = [name for name in OWN if name.partition(":")[2] not in ACKNOWLEDGEMENTS]


def path_of(name):
    converters = next(entry for full_name, entry in all_patterns() if full_name == name).pattern.converters
    return reverse(name, kwargs={argument: ARGUMENTS[argument] for argument in converters})


@pytest.fixture
def limit(set_policy):
    """Sets the limit."""
    return lambda number: set_policy(verbs_an_hour=number)


@pytest.fixture
def spent(limit, anna):
    """Anna has used all verbs of this hour."""
    limit(1)
    assert RecentVerbs.objects.spend(anna)


def used(member) -> int:
    row = RecentVerbs.objects.of(member).first()
    return len(row.last_hour) if row else 0


def test_every_view_of_invitations_is_under_its_namespace():
    views = {entry.callback for name, entry in all_patterns() if name.startswith("invitations:")}
    elsewhere = {
        name
        for name, entry in all_patterns()
        if entry.callback.__module__.startswith("invitations.") and entry.callback not in views
    }
    assert {name for name in elsewhere if not name.startswith("admin:")} == set()


@pytest.mark.parametrize("name", [*VERBS, "members:remove_connection"])
def test_no_post_of_a_verb_escapes(spent, anna, bruno, client_for, name):
    response = client_for(anna).post(path_of(name))
    assert response.status_code == 429
    assert "Too many requests" in response.content.decode()
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("name", ACKNOWLEDGEMENTS)
def test_what_is_no_verb_is_not_counted(anna, bruno, client_for, name):
    assert client_for(anna).post(path_of(f"invitations:{name}")).status_code in (302, 404)
    assert used(anna) == 0


@pytest.mark.parametrize("name", VERBS)
def test_looking_is_not_counted(anna, bruno, client_for, name):
    client_for(anna).get(path_of(name))
    assert used(anna) == 0


def test_each_post_counts_once_valid_or_not(anna, bruno, client_for):
    client = client_for(anna)
    path = reverse("invitations:send", args=["bruno"])
    for note in ("x" * 999, "Hello", "Hello"):
        client.post(path, {"note": note})
    client.post(reverse("invitations:withdraw", args=["A" * 16]))
    assert used(anna) == 4
    assert used(bruno) == 0


def test_a_bulk_action_counts_once(anna, bruno, carla, client_for):
    rows = [invite(anna, person).public_id for person in (bruno, carla)]
    client_for(anna).post(reverse("invitations:bulk"), {"action": "withdraw", "ids": rows})
    assert Invitation.objects.open().count() == 0
    assert used(anna) == 1


def test_the_worker_counts_nothing(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    assert RecentVerbs.objects.count() == 0


def test_exactly_as_many_as_the_policy_allows_in_any_hour(anna, clock, limit):
    limit(3)
    results = []
    for minutes in (0, 20, 20, 10, 10, 20):  # at 0, 20, 40, 50, 60 and 80 minutes
        clock.move(minutes=minutes)
        results.append(RecentVerbs.objects.spend(anna))
    assert results == [True, True, True, False, True, True]
    assert len(RecentVerbs.objects.get().recent) == 3


def test_what_was_refused_does_not_count(spent, anna, clock):
    for _ in range(5):
        assert not RecentVerbs.objects.spend(anna)
    clock.move(hours=1)
    assert RecentVerbs.objects.spend(anna)


def test_the_typed_text_is_kept_and_can_be_sent_again(spent, anna, bruno, client_for):
    path = reverse("invitations:send", args=["bruno"])
    posted = {"note": "We met in <Parma>\nin May", "reason": "friend", "csrfmiddlewaretoken": "an old one"}
    page = client_for(anna).post(path, posted).content.decode()
    assert "We met in &lt;Parma&gt;\nin May</textarea>" in page
    assert '<input type="hidden" name="reason" value="friend">' in page
    assert f'action="{path}"' in page
    assert "an old one" not in page


def test_members_have_hours_of_their_own(spent, anna, bruno, client_for):
    reception = reception_of(invite(anna, bruno))
    client_for(bruno).post(reverse("invitations:accept", args=[reception.invitation.public_id]))
    assert Connection.objects.are_connected(anna, bruno)


def test_the_link_of_an_email_works_above_the_limit_and_is_not_counted(spent, anna, bruno, client_for):
    path = reverse("invitations:accept_from_email", args=[accept_token(invite(anna, bruno), bruno)])
    for client in (client_for(anna), client_for(bruno), client_for()):
        assert client.post(path).status_code == 302
    assert (used(anna), used(bruno)) == (1, 0)
    assert Connection.objects.are_connected(anna, bruno)


def test_only_the_links_of_emails_need_no_login():
    free = {name for name, entry in all_patterns() if not getattr(entry.callback, "login_required", True)}
    arguments = {name: set(entry.pattern.converters) for name, entry in all_patterns() if name in free}
    assert {name for name in free & set(OWN) if "token" not in arguments[name]} == set()


def test_a_request_without_a_url_is_no_verb():
    request = RequestFactory().post("/")
    request.resolver_match = None
    assert not middleware.is_verb(request, int)
    request.resolver_match = resolve("/")
    assert not middleware.is_verb(request, int)


def test_the_count_touches_nothing_of_the_recipient(spent, anna, bruno, client_for):
    reception = reception_of(invite(anna, bruno))
    client_for(anna).post(reverse("invitations:withdraw", args=[reception.invitation.public_id]))
    assert Reception.objects.get(ended_at=None).invitation.is_open


@pytest.mark.races
def test_several_web_processes_count_exactly(transactional_db, anna, limit):
    limit(10)

    def spend(_number):
        try:
            return RecentVerbs.objects.spend(anna)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(40))) == 10


def test_rows_without_a_verb_in_the_last_hour_are_pruned(anna, bruno, clock):
    RecentVerbs.objects.spend(anna)
    clock.move(hours=1)
    RecentVerbs.objects.spend(bruno)
    RecentVerbs.objects.prune()
    assert list(RecentVerbs.objects.values_list("member", flat=True)) == [bruno.pk]
