"""How people answer: after an e-mail, a reminder or a visit they may act, and what they do depends on whom they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from invitations.models import Block, Reception
from network.simulation.chance import choose
from network.simulation.people import Person
from network.simulation.world import News, Process, World
from notifications.choices import Kind
from notifications.models import EmailPreferences

REPLY = "Where do we know each other from?"
NOTICED = {
    Kind.INVITATION: "mail",
    Kind.FOLLOW_UP: "follow_up",
    Kind.REMINDER: "reminder",
    Kind.MESSAGE: "mail",
}


def begin(world: World) -> None:
    """Let people react to what the worker brings them."""
    world.reactions |= {
        Kind.INVITATION: _touch_and_visit, Kind.FOLLOW_UP: _touch, Kind.REMINDER: _touch, Kind.MESSAGE: _touch,
        Kind.JOIN: _ask_to_join, Kind.JOIN_REMINDER: _ask_to_join,
    }  # fmt: skip


def _touch_and_visit(world: World, news: News) -> None:
    """An invitation has arrived. Without an e-mail it is found on a visit alone."""
    _touch(world, news)
    _consider(world, news, "visit", world.person(news.reader).kind.visit_days)


def _touch(world: World, news: News) -> None:
    """Somebody got an e-mail about an invitation, unless it was silent."""
    if news.is_sent:
        person = world.person(news.reader)
        _consider(world, news, NOTICED[Kind(news.kind)], person.kind.delay)


def _consider(world: World, news: News, way: str, delay: float) -> None:
    """Draw whether they act at all; if so, they do after a delay."""
    person, sender = world.person(news.reader), world.person(news.sender)
    stream = world.chance.stream(
        "touch", person.number, sender.number, way, news.kind, _count(world, news, way)
    )
    if way == "reminder" and stream.random() < person.kind.switch_off:
        world.act(person, partial(EmailPreferences.switch_off, news.reader, "reminders"))
    if stream.random() < getattr(person.kind.notice, way):
        wait = world.delay(person, delay, "touch-delay", person.number, sender.number, stream.random())
        world.begin(_decide(world, person, sender, news.invitation, wait, stream.random()))


def _count(world: World, news: News, way: str) -> int:
    """Which touch of its way between the two this is."""
    world.touches[news.reader, news.sender, way] += 1
    return world.touches[news.reader, news.sender, way]


def _decide(
    world: World, person: Person, sender: Person, invitation: int, wait: float, draw: float
) -> Process:
    yield world.wait(wait)
    own = Reception.objects.of(world.member(person)).live().filter(invitation=invitation)
    reception = own.select_related("invitation__sender", "member", "sender").first()
    if reception is None or reception.refused_at:
        return
    answers = person.kind.known if recognises(world, person, sender) else person.kind.stranger
    stream = world.chance.stream("answer", person.number, sender.number, draw)
    answer = choose(stream, asdict(answers))
    for verb in _verbs(reception, answer):
        if not world.act(person, verb):
            return


def recognises(world: World, person: Person, sender: Person) -> bool:
    """Whether they know the sender, and remember it."""
    stream = world.chance.stream("memory", person.number, sender.number)
    return sender.number in person.knows and stream.random() < world.town.memory


def _verbs(reception: Reception, answer: str) -> list[Callable[[], object]]:
    """What somebody does, in its order; nothing where it is done already."""
    is_archived = reception.place == Reception.Place.ARCHIVE
    ignore = [] if is_archived else [reception.ignore]
    match answer:
        case "accept":
            return [reception.accept]
        case "reply":
            return [] if reception.replied_at else [partial(reception.reply, REPLY)]
        case "ignore":
            return [*ignore]
        case "unknown":
            return [*ignore, reception.say_unknown]
        case "report":
            return [partial(reception.report, "spam")]
        case "block":
            return [partial(Block.objects.block, reception.member, reception.sender)]
    return []


def _ask_to_join(world: World, news: News) -> None:
    """Somebody who is no member was invited by e-mail, and may join."""
    person = world.by_address.get(news.address)
    if person is None or not news.is_sent or world.is_member(person):
        return
    sender = world.person(news.sender)
    stream = world.chance.stream("join", person.number, sender.number, news.kind, _count(world, news, "join"))
    if recognises(world, person, sender) and stream.random() < person.kind.join:
        world.begin(_join_later(world, person, stream.random()))


def _join_later(world: World, person: Person, draw: float) -> Process:
    yield world.wait(world.delay(person, person.kind.delay, "join-delay", person.number, draw))
    world.join(person)
