"""A link that no longer opens an account says the same for every cause, and leads to a new one by e-mail."""

import re

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from invitations.join_links import read_join_token
from invitations.models import Invitation, NonMember
from network.members.models import AccountRequest, Member
from notifications.models import Outbox
from tests.conftest import invite_address, mails, response_snapshot, tick, work
from tests.factories import MemberFactory
from tests.invitations.conftest import ADDRESS, FORM, newest_link
from tests.members.test_enumeration import shape
from tests.privacy.savepoints import rolled_back

INVITATION_ENDED = "Your invitation is no longer open"


def used(invitation, client_for, link, clock):
    client_for().post(link, FORM)


def expired(invitation, client_for, link, clock):
    clock.move(days=14)


def withdrawn(invitation, client_for, link, clock):
    invitation.withdraw()


def accepted(invitation, client_for, link, clock):
    member = MemberFactory(email=ADDRESS)
    tick()
    member.receptions.get().accept()


def address_of_a_member(invitation, client_for, link, clock):
    MemberFactory().emailaddress_set.create(email=ADDRESS, verified=True)


def address_of_a_deactivated_member(invitation, client_for, link, clock):
    MemberFactory(email=ADDRESS, is_active=False)


def sender_deactivated(invitation, client_for, link, clock):
    Member.objects.filter(pk=invitation.sender_id).update(is_active=False)


def address_erased(invitation, client_for, link, clock):
    invitation.withdraw()
    Invitation.objects.filter(pk=invitation.pk).update(address="")


WORLDS = [
    used, expired, withdrawn, accepted, address_of_a_member, address_of_a_deactivated_member, sender_deactivated,
    address_erased,
]  # fmt: skip
each_world = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)


def subjects() -> list[str]:
    work()
    return [mail.subject for mail in mails(ADDRESS)]


def without_clock(response):
    """The response without what the clock decides: the day in the toolbar of the demo, and when cookies expire."""
    status, body, headers, _cookies = response_snapshot(response)
    body = re.sub(r"\d+ (November|December) 2026", "", body)
    return status, body, [header for header in headers if header[0] != "Content-Length"]


def answers(browser, link):
    """What a third party gets to see who has the link: page, form, new link, and the page after it."""
    requests = [("get", link), ("post", link), ("post", f"{link}again/"), ("get", f"{link}again/")]
    return [answer(browser, method, path) for method, path in requests]


def answer(browser, method, path):
    """The response, and the statements that made it."""
    with CaptureQueriesContext(connection) as captured:
        response = getattr(browser, method)(path, FORM)
    return *without_clock(response), [shape(query["sql"]) for query in captured]


def test_a_third_party_cannot_tell_the_causes_apart(by_email, join_link, client_for, clock):
    start, seen = clock.instant, {}
    for world in WORLDS:
        with rolled_back():
            world(Invitation.objects.get(), client_for, join_link, clock)
            seen[world.__name__] = answers(client_for(), join_link)
        clock.instant = start
    first = seen["used"]
    assert first[0][0] == 200
    assert "This link no longer works" in first[0][1]
    assert {name: world == first for name, world in seen.items()} == dict.fromkeys(seen, True)


@each_world
def test_the_form_opens_nothing(by_email, join_link, client_for, clock, world):
    world(by_email, client_for, join_link, clock)
    members = set(Member.objects.values_list("pk", "name", "is_active"))
    assert "This link no longer works" in client_for().post(join_link, FORM).content.decode()
    assert set(Member.objects.values_list("pk", "name", "is_active")) == members


def test_just_before_it_expires_it_works(join_link, client_for, clock):
    clock.move(days=13, hours=23)
    assert client_for().post(join_link, FORM).status_code == 302


def test_only_the_worker_looks_up_what_becomes_of_a_request(by_email, join_link, client_for):
    response = client_for().post(f"{join_link}again/")
    assert response["Location"] == f"{join_link}again/"
    assert AccountRequest.objects.get().kind == "link"
    assert len(subjects()) == 2
    assert not AccountRequest.objects.exists()


def test_a_new_link_works(by_email, join_link, client_for, clock):
    expired(by_email, client_for, join_link, clock)
    client_for().post(f"{join_link}again/")
    assert subjects()[-1] == "Your new link to join Acquaint"
    assert client_for().post(newest_link("/join/"), FORM).status_code == 302
    assert Member.objects.get(email=ADDRESS).name == "Nina Nuova"


@pytest.mark.parametrize("world", [used, address_of_a_member])
def test_a_member_gets_the_email_about_their_account(by_email, join_link, client_for, clock, world):
    world(by_email, client_for, join_link, clock)
    client_for().post(f"{join_link}again/")
    assert "You already have an account" in subjects()


@pytest.mark.parametrize("world", [withdrawn, sender_deactivated])
def test_without_an_open_invitation_the_usual_way_is_offered(by_email, join_link, client_for, clock, world):
    world(by_email, client_for, join_link, clock)
    client_for().post(f"{join_link}again/")
    assert subjects()[-1] == INVITATION_ENDED
    assert "http://localhost:8000/accounts/signup/" in mails(ADDRESS)[-1].text
    assert "Anna" not in mails(ADDRESS)[-1].raw


def test_whoever_opted_out_gets_no_invitation_again(by_email, join_link, client_for):
    with transaction.atomic():
        NonMember.objects.lock(ADDRESS).opt_out()
    client_for().post(f"{join_link}again/")
    assert subjects()[-1] == INVITATION_ENDED


def test_an_erased_address_is_not_written_to(by_email, join_link, client_for, clock):
    address_erased(by_email, client_for, join_link, clock)
    client_for().post(f"{join_link}again/")
    assert AccountRequest.objects.get().address == ""
    work()
    assert not AccountRequest.objects.exists()


def test_a_new_link_is_in_the_language_of_the_page(by_email, join_link, client_for):
    browser = client_for()
    browser.cookies["django_language"] = "ar"
    browser.post(f"{join_link}again/")
    work()
    assert Outbox.objects.get(kind="join_link").language == "ar"


@each_world
def test_requests_are_limited_in_every_world(by_email, join_link, client_for, clock, world):
    world(by_email, client_for, join_link, clock)
    cache.clear()
    statuses = [client_for().post(f"{join_link}again/").status_code for _ in range(21)]
    assert statuses == [302] * 20 + [429]


def test_the_newest_open_invitation_is_sent(by_email, join_link, bruno, client_for, clock):
    clock.move(days=1)
    invite_address(bruno, ADDRESS)
    client_for().post(f"{join_link}again/")
    work()
    assert "Bruno Verdi" in mails(ADDRESS)[-1].text


def test_forms_are_limited_per_network(join_link, client_for):
    statuses = [client_for().post(join_link, {}).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_two_links_open_one_account(by_email, join_link, bruno, client_for, clock):
    clock.move(days=1)
    invite_address(bruno, ADDRESS)
    for link in (join_link, newest_link("/join/")):
        client_for().post(link, FORM)
    assert Member.objects.filter(name="Nina Nuova").count() == 1


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(join_link, client_for, method):
    assert getattr(client_for(), method)(join_link).status_code == 405


@pytest.mark.parametrize("taken", ["address", "nonce"])
def test_of_two_requests_at_one_moment_the_constraints_let_one_through(
    join_link, client_for, monkeypatch, taken
):
    """As if the other one had not been committed when this one looked."""
    client_for().post(join_link, FORM)
    monkeypatch.setattr("invitations.join_links.JoinLink.is_usable", True)
    monkeypatch.setattr("network.members.models.member.MemberQuerySet.find_by_email", lambda *args: None)
    if taken == "nonce":
        Member.objects.filter(email=ADDRESS).update(email="other@example.net")
        Member.objects.get(email="other@example.net").emailaddress_set.all().delete()
    response = client_for().post(join_link, FORM)
    assert "This link no longer works" in response.content.decode()
    assert Member.objects.filter(name="Nina Nuova").count() == 1


def test_an_invitation_that_ends_while_the_form_is_sent_opens_nothing(by_email, join_link):
    link = read_join_token(join_link.split("/")[2])
    assert link.is_usable
    by_email.withdraw()
    assert link.open_account(None, "Nina Nuova") is None
    assert not Member.objects.filter(email=ADDRESS).exists()


def test_a_deactivated_account_that_never_verified_the_address_is_kept(join_link, client_for):
    blocked = Member.objects.create(email=ADDRESS, name="Mallory", is_active=False)
    assert "This link no longer works" in client_for().post(join_link, FORM).content.decode()
    assert Member.objects.get(email=ADDRESS) == blocked
