"""Anna has withdrawn an invitation: nothing tells her whether it was reported afterwards, by a member or a non-member."""

from __future__ import annotations

import pytest

from invitations.models import Invitation, Reception, Report
from tests.conftest import reception_of, work
from tests.privacy.fixtures import PrivacyData
from tests.privacy.scenarios import World, differences, part
from tests.privacy.steps import STEPS

WORLDS = ("nothing", "reported")
ADDRESS = "ada@example.net"


def let_an_hour_pass(data: PrivacyData, world: str) -> None:
    data.clock.move(hours=1)


def bruno_reports(world: World) -> None:
    if world.data.world == "reported":
        reception_of(world.data.to_bruno).report("harassment", "Every week")
        work()


def type_address(world: World) -> None:
    world.post("/invitations/by-email/", note="In Parma", email=ADDRESS)


def ada_reports(world: World) -> None:
    if world.data.world == "reported":
        Report.file_by_non_member(Invitation.objects.get(address=ADDRESS), "spam", never_again=True)
        work()


LOOK = [step for name, step in STEPS.items() if name.startswith("look at") and "email" not in name]
BEFORE, AFTER = part("before", LOOK), part("after", LOOK)
AFTERWARDS = [
    STEPS[name]
    for name in ("invite with address", "a week passes", "follow up", "invite by email", "download export")
]


@pytest.mark.rule("R24", "R27")
def test_a_report_after_the_withdrawal(data):
    script = [STEPS["withdraw"], bruno_reports, *BEFORE, *AFTERWARDS, STEPS["three weeks pass"], *AFTER]
    assert differences(data, script, WORLDS, let_an_hour_pass) == []


@pytest.mark.rule("R24", "R27")
@pytest.mark.parametrize("ends", [True, False])
def test_a_report_of_a_non_member(data, ends):
    ending = [STEPS["withdraw"]] if ends else []
    later = [STEPS["a week passes"], STEPS["follow up"], STEPS["three weeks pass"]]
    script = [type_address, *ending, ada_reports, *BEFORE, *later, type_address, *AFTER]
    assert differences(data, script, WORLDS, let_an_hour_pass) == []


def test_a_report_that_shows_is_detected(data, monkeypatch):
    original = Reception.report

    def showing(reception, *arguments):
        original(reception, *arguments)
        Invitation.objects.filter(pk=reception.invitation_id).update(status="closed")

    monkeypatch.setattr(Reception, "report", showing)
    assert differences(data, [STEPS["withdraw"], bruno_reports, *LOOK], WORLDS, let_an_hour_pass)
