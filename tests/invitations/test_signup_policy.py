"""Invitations to somebody who may not join: no e-mail, a reason in the ledger, and the same pages for the sender."""

from __future__ import annotations

import pytest

from invitations.models import Delivery, Invitation
from network.members.models import Application
from network.site.models import Inviters, SignupPolicy
from notifications.models import Outbox
from tests.conftest import invite_address, mails, response_snapshot, tick, work
from tests.factories import MemberFactory
from tests.invitations.conftest import ADDRESS, FORM, newest_link, nina
from tests.privacy.savepoints import rolled_back
from tests.site.edit import edit_site

CLOSED = Delivery.Outcome.REGISTRATION_CLOSED


def outcome(invitation: Invitation) -> str:
    return invitation.deliveries.get().outcome


def test_an_address_that_can_never_join_gets_no_email(anna):
    edit_site(signup_policy="domains", signup_domains="example.org")
    invitation = invite_address(anna, ADDRESS)
    assert (outcome(invitation), mails(ADDRESS)) == (CLOSED, [])
    assert Outbox.objects.get().reason == "not delivered: registration closed"


@pytest.mark.parametrize(("inviters", "invited"), [("members", True), ("staff", False)])
def test_whose_invitations_are_sent(anna, inviters, invited):
    edit_site(signup_policy="invited", signup_inviters=inviters)
    assert (outcome(invite_address(anna, ADDRESS)) != CLOSED) == invited


def test_who_was_declined_gets_no_invitation(anna):
    edit_site(signup_policy="approval")
    Application.objects.apply(ADDRESS, name="Nina", words="Hello", language="en").decline()
    assert outcome(invite_address(anna, ADDRESS)) == CLOSED


def test_an_invitation_that_was_held_arrives_when_its_reader_joins(anna):
    edit_site(signup_policy="domains", signup_domains="example.org")
    invite_address(anna, ADDRESS)
    member = MemberFactory(email=ADDRESS)
    tick()
    assert member.receptions.get().invitation == Invitation.objects.get()


def test_the_link_of_an_invitation_opens_a_closed_site(client, anna):
    edit_site(signup_policy="invited")
    invite_address(anna, ADDRESS)
    assert client.post(newest_link("/join/"), FORM).status_code == 302
    assert nina().joined_at


@pytest.mark.parametrize("policy", ["domains", "invited"])
def test_a_link_that_the_policy_no_longer_admits_is_like_any_other_that_ended(
    client, by_email, join_link, policy
):
    edit_site(signup_policy=policy, signup_inviters="staff")
    assert "This link no longer works" in client.post(join_link, FORM).text
    client.post(f"{join_link}again/")
    work()
    assert (nina(), "can’t join" in mails(ADDRESS)[-1].subject) == (None, True)


def test_no_reminder_to_join_after_the_policy_has_changed(by_email, clock):
    edit_site(signup_policy="invited", signup_inviters="staff")
    clock.move(days=8)
    tick()
    assert len(mails(ADDRESS)) == 1
    assert "registration closed" in set(Outbox.objects.values_list("reason", flat=True))


def test_with_approval_the_link_leads_to_an_application(client, by_email, join_link):
    edit_site(signup_policy="approval")
    path = client.get(join_link).url
    client.post(path, {"name": "Nina Nuova", "words": "Class of 1998"})
    assert Application.objects.get().address == ADDRESS
    assert nina() is None


@pytest.mark.parametrize("decide", [Application.approve, Application.decline, lambda application: None])
def test_the_sender_sees_the_same_whatever_staff_decide(client_for, anna, by_email, decide):
    edit_site(signup_policy="approval")
    application = Application.objects.apply(ADDRESS, name="Nina", words="Hello", language="en")
    before = response_snapshot(client_for(anna).get("/invitations/sent/"))
    decide(application)
    work()
    assert response_snapshot(client_for(anna).get("/invitations/sent/")) == before


def test_an_approved_person_finds_the_invitation(client, by_email, join_link):
    edit_site(signup_policy="approval")
    Application.objects.apply(ADDRESS, name="Nina", words="Hello", language="en").approve()
    client.post(join_link, FORM)
    tick()
    assert nina().receptions.get().invitation == by_email


PAGES = ["/invitations/sent/", "/", "/invitations/by-email/", "/invitations/receipts/"]


def pages_of_the_sender(client, policy: str, inviters: str) -> list:
    """What the sender gets after the worker has decided about the invitation under this policy."""
    with rolled_back():
        edit_site(signup_policy=policy, signup_domains="example.org", signup_inviters=inviters)
        tick()
        return [response_snapshot(client.get(page)) for page in PAGES]


def test_the_sender_sees_the_same_under_every_policy(client_for, anna, clock):
    Invitation.objects.send_to_address(anna, ADDRESS, "Good day")
    client = client_for(anna)
    worlds = [pages_of_the_sender(client, policy, who) for policy in SignupPolicy for who in Inviters]
    assert ADDRESS in worlds[0][0][1]
    assert all(world == worlds[0] for world in worlds)
