"""The timeline on the admin page of an invitation: events, deliveries and e-mails."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from invitations.models import Block, Invitation
from network.members.models import Member
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of, work

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def timeline(staff):
    """Function that returns the sentences of the timeline of an invitation."""
    return lambda invitation: [
        entry.sentence for entry in staff.get(page_url(invitation)).context["timeline"]
    ]


@pytest.mark.rule("R21")
def test_ignoring_shows_that_the_sender_got_no_email(timeline, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(hours=1)
    reception_of(invitation).ignore()
    assert timeline(invitation)[-2:] == [
        "Bruno Verdi · ignored",
        "no e-mail to Anna Ricci · Ignored · silent by rule R21",
    ]


def test_sending_and_delivery_are_in_order(timeline, anna, bruno):
    assert timeline(invite(anna, bruno)) == [
        "Anna Ricci · sent",
        "the worker · delivered",
        "delivery “invitation” to Bruno Verdi · delivered",
        "e-mail “Invitation” to bruno@example.org · sent",
    ]


def test_the_page_shows_the_timeline_with_times(staff, anna, bruno):
    page = staff.get(page_url(invite(anna, bruno))).content.decode()
    assert "Nov. 22, 2026, 9 a.m." in page
    assert "Anna Ricci · sent" in page


def test_the_reason_why_nothing_was_delivered(timeline, anna, bruno):
    invitations = []
    for person in (anna, bruno):
        invitations.append(Invitation.objects.send_to_address(person, "nobody@example.com"))
        work()
    assert "the worker · delivered · invited_to_join" in timeline(invitations[0])
    invitation = invitations[1]
    assert "the worker · not delivered · held" in timeline(invitation)
    invitation.withdraw()
    assert "no e-mail to nobody@example.com · Withdrawn · silent by rule R30" in timeline(invitation)


def test_an_email_that_preferences_stopped_names_the_reason(timeline, anna, bruno):
    bruno.emailpreferences.none = True
    bruno.emailpreferences.save()
    assert "no e-mail to Bruno Verdi · Invitation · switched off" in timeline(invite(anna, bruno))


@pytest.mark.parametrize(
    ("verbs", "label"),
    [
        ([], "waiting in the inbox"),
        (["ignore"], "ignored"),
        (["ignore", "say_unknown"], "refused"),
        (["accept"], "Connected"),
    ],
)
def test_the_list_shows_the_state_of_the_reception(staff, anna, bruno, verbs, label):
    invitation = invite(anna, bruno)
    for verb in verbs:
        getattr(reception_of(invitation), verb)()
    assert f'<td class="field-actual_status">{label}</td>' in staff.get(list_url(Invitation)).content.decode()


@pytest.mark.parametrize("state", ["waiting", "ignored", "refused", "undelivered"])
def test_the_filter_finds_by_the_state_of_the_reception(staff, anna, bruno, carla, state):
    reception_of(invite(anna, bruno)).ignore()
    invite(carla, bruno)
    Invitation.objects.send(anna, carla)
    invitations = staff.get(list_url(Invitation), {"stands": state}).context["cl"].result_list
    expected = {"waiting": [carla], "ignored": [anna], "refused": [], "undelivered": [anna]}
    assert [invitation.sender for invitation in invitations] == expected[state]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("view_block", ["block by"]),
        ("view_report", ["report of"]),
        ("view_delivery", ["delivery “"]),
        ("view_outbox", ["e-mail “", "no e-mail to"]),
    ],
)
def test_the_timeline_shows_models_that_the_viewer_may_view(anna, bruno, client_for, right, words):
    invitation = invite(anna, bruno)
    reception_of(invitation).report("spam")
    Block.objects.block(bruno, anna)
    work()
    vera = Member.objects.create_user("vera@example.org", name="Vera View", is_staff=True)
    vera.user_permissions.set(Permission.objects.filter(codename="view_invitation"))
    page = page_url(invitation)
    assert "Bruno Verdi" in client_for(vera).get(page).content.decode()
    assert client_for(vera).get(page).context["timeline"] == []
    vera.user_permissions.set(Permission.objects.filter(codename__in=["view_invitation", right]))
    entries = client_for(vera).get(page).context["timeline"]
    assert entries
    assert all(any(word in entry.sentence for word in words) for entry in entries)
