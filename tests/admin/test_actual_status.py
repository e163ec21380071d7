"""The actual status of an invitation in the admin: what its sender does not see."""

from __future__ import annotations

import re

import pytest

from invitations.models import Block, Invitation
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of, refuse, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")


@pytest.mark.parametrize(
    ("verbs", "label"),
    [
        ([], "waiting in the inbox"),
        (["reply"], "replied"),
        (["reply", "ignore"], "ignored"),
        (["ignore", "say_unknown"], "refused"),
        (["accept"], "Connected"),
    ],
)
def test_the_list_shows_the_state_of_the_reception(staff, anna, bruno, verbs, label):
    invitation = invite(anna, bruno)
    for verb in verbs:
        getattr(reception_of(invitation), verb)(*(["Hello"] if verb == "reply" else []))
    assert f'<td class="field-actual_status">{label}</td>' in staff.get(list_url(Invitation)).content.decode()


@pytest.mark.parametrize(
    ("verb", "before"),
    [
        (refuse, "; refused before"),
        (lambda reception: reception.ignore(), "; ignored before"),
        (
            lambda reception: Block.objects.block(reception.member, reception.sender),
            "; ended by a block before",
        ),
        (lambda reception: None, ""),
    ],
)
@pytest.mark.parametrize(("ending", "status"), [("close", "Closed"), ("withdraw", "Withdrawn")])
def test_the_status_after_the_end_says_what_came_before(
    staff, anna, bruno, clock, verb, before, ending, status
):
    invitation = invite(anna, bruno)
    verb(reception_of(invitation))
    clock.move(days=1)
    getattr(Invitation.objects.get(pk=invitation.pk), ending)()
    work()
    page = staff.get(list_url(Invitation)).content.decode()
    assert f'<td class="field-actual_status">{status}{before}</td>' in page


def test_the_page_shows_reminders_that_come_and_when_the_sender_answered(staff, anna, bruno):
    invitation = invite(anna, bruno)
    page = staff.get(page_url(invitation)).content.decode()
    assert "Next reminder" in page
    assert re.search(r'last answer:</label>\s*<div class="readonly">–</div>', page)
    reception_of(invitation).reply("Hello")
    Invitation.objects.get(pk=invitation.pk).message("Thank you")
    page = staff.get(page_url(invitation)).content.decode()
    assert "Next reminder" not in page
    assert re.search(r'last answer:</label>\s*<div class="readonly">22 Nov', page)


@pytest.mark.parametrize(
    "state", ["waiting", "ignored", "refused", "undelivered", "asked_to_join", "replied"]
)
def test_the_filter_finds_by_the_state_of_the_reception(staff, anna, bruno, carla, state):
    reception_of(invite(anna, bruno)).ignore()
    invite(carla, bruno)
    reception_of(invite(carla, MemberFactory())).reply("Hello")
    Invitation.objects.send_to_address(bruno, "nobody@example.com")
    work()
    Invitation.objects.send(anna, carla)
    invitations = staff.get(list_url(Invitation), {"stands": state}).context["cl"].result_list
    expected = {
        "waiting": [carla],
        "ignored": [anna],
        "refused": [],
        "undelivered": [anna],
        "asked_to_join": [bruno],
        "replied": [carla],
    }
    assert [invitation.sender for invitation in invitations] == expected[state]
