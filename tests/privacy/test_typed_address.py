"""Anna, who has said that she does not know Bruno, types an address: nothing of hers tells her whose it is."""

from __future__ import annotations

import pytest

from invitations.models import Invitation
from invitations.worker import delivery
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory
from tests.privacy.fixtures import PrivacyData
from tests.privacy.scenarios import Step, World, client_of, differences, run_script
from tests.privacy.steps import STEPS

ADDRESS = "desk@example.org"
OWNERS = ("nobody", "bruno", "dora")
PAGES = (
    "home", "suggestions", "members:directory", "members:profile", "invitations:send", "invitations:received",
    "invitations:archived", "invitations:sent", "invitations:detail", "invitations:blocked",
)  # fmt: skip


@pytest.fixture
def data(anna, bruno, carla, clock):
    """Bruno and Dora are suggested to Anna through Carla; Bruno's invitation, which Anna has refused, is closed."""
    people = [bruno, MemberFactory(name="Dora Neri", handle="dora")]
    for person in (anna, *people):
        reception_of(invite(carla, person)).accept()
    refused = invite(bruno, anna, "From Bruno")
    refuse(reception_of(refused))
    refused.close()
    own = Invitation.objects.send_to_address(anna, "another@example.org", "About Parma")
    work()
    return PrivacyData(anna, bruno, carla, people, clock, own, own)


def give_address(data: PrivacyData, owner: str) -> None:
    """The address is this member's, verified, or nobody's."""
    for person in data.others:
        if person.handle == owner:
            person.emailaddress_set.create(email=ADDRESS, verified=True)
    data.clock.move(hours=1)


def type_address(world: World) -> None:
    world.post("/invitations/by-email/", note="In Parma", email=ADDRESS)


def type_again(world: World) -> None:
    """By a second way, then in a batch, whose lines the worker sends."""
    lines = "\n".join([ADDRESS, *(f"n{n}@example.net" for n in range(12))])
    world.post("/invitations/by-email/", note="In Parma", email=lines)


def refusals_count(world: World) -> None:
    """The daily job counts refusals against Bruno, whose threshold Anna cannot see."""
    world.data.clock.move(days=1)
    tick()


LOOK: list[Step] = [*(STEPS[f"look at {name}"] for name in PAGES), STEPS["search"], STEPS["download export"]]
SCRIPTS = {
    "by e-mail": [type_address, *LOOK],
    "in a batch": [type_again, *LOOK],
    "followed up": [type_address, STEPS["a week passes"], STEPS["follow up"], *LOOK],
    "withdrawn": [type_address, STEPS["withdraw"], refusals_count, *LOOK],
    "by name afterwards": [type_address, STEPS["invite"], *LOOK],
    "closed by age": [type_address, STEPS["half a year passes"], *LOOK],
}


@pytest.mark.rule("R04", "R24", "R27")
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_refuser_cannot_tell_whose_address_they_typed(data, script):
    assert differences(data, SCRIPTS[script], OWNERS, give_address) == []


def test_the_address_reaches_its_owner(data):
    """The worlds differ indeed: the member who has the address gets the invitation."""
    client_of(data)
    received = {}
    for owner in OWNERS:
        look = [lambda world, owner=owner: received.update({owner: recipients(world)})]
        run_script(data, owner, [type_address, *look], give_address)
    assert received == {"nobody": [], "bruno": ["bruno"], "dora": ["dora"]}


def recipients(world: World) -> list[str]:
    rows = world.data.anna.invitations_sent.filter(address=ADDRESS, reception__isnull=False)
    return list(rows.values_list("reception__member__handle", flat=True))


def test_a_refusal_that_delivery_voids_is_detected(data, monkeypatch):
    decide = delivery._decide

    def voiding(row):
        outcome = decide(row)
        if row.member:
            delivery._void_refusals(row, row.member)
        return outcome

    monkeypatch.setattr(delivery, "_decide", voiding)
    assert differences(data, SCRIPTS["by e-mail"], OWNERS, give_address)
