"""“Was she told?”: the page of an invitation answers."""

from __future__ import annotations

import pytest

from invitations.models import Invitation
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of, work

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def told(staff):
    """The sentences of an invitation's timeline."""
    return lambda invitation: [
        entry.sentence for entry in staff.get(page_url(invitation)).context["timeline"]
    ]


@pytest.mark.rule("R21")
def test_was_anna_told_that_bruno_ignored_her(told, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(hours=1)
    reception_of(invitation).ignore()
    assert told(invitation)[-2:] == [
        "Bruno Verdi · ignored",
        "no e-mail to Anna Ricci · Ignored · silent by rule R21",
    ]


def test_the_sending_reads_from_the_start(told, anna, bruno):
    assert told(invite(anna, bruno)) == [
        "Anna Ricci · sent",
        "the worker · delivered",
        "delivery “invitation” to Bruno Verdi · delivered",
        "e-mail “Invitation” to bruno@example.org · sent",
    ]


def test_it_stands_on_the_page_with_times(staff, anna, bruno):
    page = staff.get(page_url(invite(anna, bruno))).content.decode()
    assert "Nov. 22, 2026, 9 a.m." in page
    assert "Anna Ricci · sent" in page


def test_why_nothing_was_delivered(told, anna, bruno):
    invitations = [
        Invitation.objects.send_to_address(person, "nobody@example.com") for person in (anna, bruno)
    ]
    work()
    assert "the worker · delivered · approached" in told(invitations[0])
    invitation = invitations[1]
    assert "the worker · not delivered · held" in told(invitation)
    invitation.withdraw()
    assert "no e-mail to nobody@example.com · Withdrawn · silent by rule R30" in told(invitation)


def test_switched_off_is_told_with_its_reason(told, anna, bruno):
    bruno.emailpreferences.none = True
    bruno.emailpreferences.save()
    assert "no e-mail to Bruno Verdi · Invitation · switched off" in told(invite(anna, bruno))


@pytest.mark.parametrize(
    ("moves", "truth"),
    [
        ([], "waiting in the inbox"),
        (["ignore"], "ignored"),
        (["ignore", "say_unknown"], "refused"),
        (["accept"], "Connected"),
    ],
)
def test_the_list_tells_the_truth_behind_sent(staff, anna, bruno, moves, truth):
    invitation = invite(anna, bruno)
    for verb in moves:
        getattr(reception_of(invitation), verb)()
    assert f'<td class="field-actual_status">{truth}</td>' in staff.get(list_url(Invitation)).content.decode()


@pytest.mark.parametrize("stands", ["waiting", "ignored", "refused", "undelivered"])
def test_the_filter_finds_by_the_truth(staff, anna, bruno, carla, stands):
    reception_of(invite(anna, bruno)).ignore()
    invite(carla, bruno)
    Invitation.objects.send(anna, carla)
    found = staff.get(list_url(Invitation), {"stands": stands}).context["cl"].result_list
    expected = {"waiting": [carla], "ignored": [anna], "refused": [], "undelivered": [anna]}
    assert [invitation.sender for invitation in found] == expected[stands]
