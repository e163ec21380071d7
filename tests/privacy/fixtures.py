"""A small town around Anna: Bruno stands in the middle of a list of others whom she has invited."""

from __future__ import annotations

from dataclasses import dataclass

from invitations.models import Invitation, Reception
from network.members.models import Connection, Export, Member
from tests.conftest import FrozenTime, invite, reception_of, work
from tests.factories import MemberFactory
from tests.privacy.sql_guard import GuardedClient

AROUND = ("Dora", "Elio", "Furio", "Gaia", "Hugo", "Ines")


@dataclass
class Stage:
    anna: Member
    bruno: Member
    carla: Member
    others: list[Member]
    clock: FrozenTime
    to_bruno: Invitation
    from_carla: Invitation
    world: str = "nothing"
    replied: bool = False
    browser: GuardedClient | None = None
    session: str = ""

    def theirs(self, of: Member) -> Reception:
        return reception_of(Invitation.objects.get(sender=self.anna, recipient=of))


def build(anna: Member, bruno: Member, carla: Member, clock: FrozenTime) -> Stage:
    """Some wait, one has accepted, one replied, one was withdrawn, two are silent in each of the two ways."""
    people = [MemberFactory(name=f"{name} Neri", handle=name.lower()) for name in AROUND]
    dora, elio, furio, gaia, hugo, ines = people
    for person in (dora, elio, furio):
        invite(anna, person, "We met in Modena.")
        clock.move(hours=1)
    to_bruno = invite(anna, bruno, "The workshop in Parma")
    clock.move(hours=1)
    for person in (gaia, hugo):
        invite(anna, person)
    stage = Stage(anna, bruno, carla, people, clock, to_bruno, invite(carla, anna, "Do you remember?"))
    stage.theirs(elio).accept()
    stage.theirs(furio).reply("Where was it?")
    stage.theirs(gaia).ignore()
    stage.theirs(hugo).ignore()
    stage.theirs(hugo).say_unknown()
    Invitation.objects.get(recipient=dora).withdraw()
    Connection.objects.connect(ines, carla)
    Connection.objects.connect(ines, elio)
    Export.objects.ask(bruno)
    clock.move(hours=1)
    work()
    return stage
