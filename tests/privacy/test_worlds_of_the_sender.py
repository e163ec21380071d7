"""What Bruno gets is the same whatever became of Anna's e-mails, and whether she blocked him or did the like openly.

Her switches, a mailbox that bounces and her blocks are hers alone: no receipt tells of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from invitations.models import Block, Reception
from invitations.receipts import Receipt
from network import clock as product_clock
from network.members.models import Connection
from notifications.models import EmailPreferences, Outbox, Suppression
from tests.conftest import mails, work
from tests.members.test_export import export_archive
from tests.privacy.savepoints import reset_sequences, rolled_back
from tests.privacy.scenarios import World, first_difference, freeze_time
from tests.privacy.sql_guard import ForeignRowsError, GuardedClient

RECEIPTS = "/invitations/receipts/"
PAGES = (
    "/", "/invitations/", "/invitations/archived/", RECEIPTS, "/invitations/sent/", "/members/anna/", "/mail/",
)  # fmt: skip


def switch_off(*switches: str) -> Callable[[World], object]:
    values = {"none": True} if not switches else dict.fromkeys(switches, False)
    return lambda world: EmailPreferences.objects.filter(member=world.data.anna).update(**values)


def bounce(kind: str) -> Callable[[World], object]:
    def record(world: World) -> None:
        Suppression.objects.record(world.data.anna.email, kind, "1", "No such user", product_clock.now())

    return record


WORLDS: dict[str, Callable[[World], object]] = {
    "all switches on": lambda world: None,
    "no e-mail": switch_off(),
    "no acceptances": switch_off("acceptances"),
    "no replies": switch_off("replies"),
    "bouncing": bounce("bounce"),
    "complained": bounce("complaint"),
}
ENDINGS: dict[str, tuple[str, Callable[[World], object], Callable[[World], object]]] = {
    "open": ("reply", lambda world: world.invitation.withdraw(), lambda world: block(world)),
    "archived": ("ignore", lambda world: world.invitation.withdraw(), lambda world: block(world)),
    "connected": (
        "accept", lambda world: Connection.objects.remove(world.data.anna, world.data.bruno), lambda world: block(world),
    ),
}  # fmt: skip
"""What Bruno has done → what Anna can do openly, and a block that must look the same."""


def block(world: World) -> None:
    Block.objects.block(world.data.anna, world.data.bruno)


def seen_by_bruno(data, prepare, steps) -> list[tuple[str, object]]:
    """Every response to Bruno, after each step his pages, at the end his data export. All changes are rolled back."""
    instant = data.clock.instant
    with rolled_back(), pytest.MonkeyPatch.context() as patch:
        freeze_time(patch, instant)
        reset_sequences()
        world = World(data, GuardedClient(data.bruno))
        prepare(world)
        for step in steps:
            data.clock.move(hours=1)
            step(world)
            work()
            look_at_pages(world)
        look_at_export(world)
    data.clock.instant = instant
    return world.record


def look_at_pages(world: World) -> None:
    for path in (*PAGES, world.invitation.get_absolute_url()):
        world.get(path)


def look_at_export(world: World) -> None:
    archive = export_archive(world.data.bruno)
    for name in archive.namelist():
        world.add(name, archive.read(name))


def do(verb: str, **form: str) -> Callable[[World], None]:
    return lambda world: world.post(f"/invitations/{world.invitation.public_id}/{verb}/", **form)


STEPS = [do("reply", message="In Parma?"), do("ignore"), do("reply", message="Or not?"), do("accept")]


def test_bruno_cannot_tell_what_became_of_her_mail(data):
    first, *others = [seen_by_bruno(data, prepare, STEPS) for prepare in WORLDS.values()]
    found = [first_difference(world, first, seen) for world, seen in zip([*WORLDS][1:], others, strict=True)]
    assert [difference for difference in found if difference] == []
    assert b"you replied (" in dict(first)["my-data/receipts.csv"]


@pytest.mark.parametrize("name", [*WORLDS][1:])
def test_the_worlds_differ_in_her_mail(data, name):
    counts = []
    for prepare in (WORLDS["all switches on"], WORLDS[name]):
        with rolled_back():
            prepare(World(data, GuardedClient()))
            reception = Reception.objects.get(invitation=data.to_bruno)
            reception.reply("In Parma?")
            reception.accept()
            work()
            counts.append(len(mails(data.anna, "Bruno")))
    assert counts[0] == 2 > counts[1]


@pytest.mark.parametrize("state", ENDINGS)
def test_bruno_cannot_tell_a_block_from_what_is_open_to_her(data, state):
    verb, openly, blocking = ENDINGS[state]
    steps = [do(verb, message="In Parma?")]
    seen = [seen_by_bruno(data, WORLDS["all switches on"], [*steps, end]) for end in (openly, blocking)]
    assert first_difference("blocked", *seen) == ""


def test_a_receipt_that_depends_on_her_switches_is_detected(data, monkeypatch):
    told = seen_by_bruno(data, WORLDS["all switches on"], STEPS[:1])
    monkeypatch.setattr(Reception, "receipt", Receipt("Anna", {}))
    untold = seen_by_bruno(data, WORLDS["no replies"], STEPS[:1])
    assert first_difference("no replies", told, untold).startswith("no replies: ")


def test_a_receipt_out_of_the_outbox_is_detected(data, monkeypatch):
    sent = Outbox.objects.filter(kind="reply", status=Outbox.Status.SENT)
    monkeypatch.setattr(Reception, "receipt", property(lambda row: sent.exists() and row))
    with pytest.raises(ForeignRowsError):
        GuardedClient(data.bruno).get(RECEIPTS)
