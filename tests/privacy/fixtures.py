"""Anna, who has invited Bruno and, before and after him, six others."""

from __future__ import annotations

from dataclasses import dataclass

from invitations.models import Invitation, Reception
from network.members.models import Connection, Export, Member
from tests.conftest import FrozenTime, invite, reception_of, work
from tests.factories import MemberFactory
from tests.privacy.sql_guard import GuardedClient

OTHERS = ("Dora", "Elio", "Furio", "Gaia", "Hugo", "Ines")


@dataclass
class PrivacyData:
    """The people and invitations of the comparison. `world` is the name of the current world, see scenarios.py."""

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

    def reception_by(self, recipient: Member) -> Reception:
        return reception_of(Invitation.objects.get(sender=self.anna, recipient=recipient))


def build(anna: Member, bruno: Member, carla: Member, clock: FrozenTime) -> PrivacyData:
    """Of the others one has accepted, one replied, one ignored, one ignored and refused, one invitation is withdrawn."""
    people = [MemberFactory(name=f"{name} Neri", handle=name.lower()) for name in OTHERS]
    dora, elio, furio, gaia, hugo, ines = people
    for person in (dora, elio, furio):
        invite(anna, person, "We met in Modena.")
        clock.move(hours=1)
    to_bruno = invite(anna, bruno, "The workshop in Parma")
    clock.move(hours=1)
    for person in (gaia, hugo):
        invite(anna, person)
    data = PrivacyData(anna, bruno, carla, people, clock, to_bruno, invite(carla, anna, "Do you remember?"))
    data.reception_by(elio).accept()
    data.reception_by(furio).reply("Where was it?")
    data.reception_by(gaia).ignore()
    data.reception_by(hugo).ignore()
    data.reception_by(hugo).say_unknown()
    Invitation.objects.get(recipient=dora).withdraw()
    Connection.objects.connect(ines, carla)
    Connection.objects.connect(ines, elio)
    Export.objects.request(bruno)
    clock.move(hours=1)
    work()
    return data
