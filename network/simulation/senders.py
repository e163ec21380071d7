"""How people invite: whom, how often, and what they do about an invitation that is not answered."""

from __future__ import annotations

from functools import partial
from itertools import count
from random import Random

from invitations import policy
from invitations.models import Allowance, Batch, Invitation
from network.simulation.chance import choose, gap
from network.simulation.people import Person
from network.simulation.world import News, Process, World
from notifications.choices import Kind

NOTE = "We met at the summer fair and talked about the choir."
TARGETS = ("known", "friend_of_friend", "stranger", "list")


def begin(world: World) -> None:
    """Let everybody live; `World.run` then does."""
    for person in world.people:
        if person.joins_on:
            world.begin(_join(world, person))
        if person.kind.invites_a_week:
            world.begin(_invite(world, person))
    world.reactions |= {Kind.RESTRICTED: _read_etiquette, Kind.REPLY: _answer}


def _join(world: World, person: Person) -> Process:
    yield world.wait(person.joins_on or 0)
    world.join(person)


def _invite(world: World, person: Person) -> Process:
    for number in count():
        stream = world.chance.stream("invite", person.number, number)
        yield world.wait(gap(stream, person.kind.invites_a_week))
        if world.is_member(person):
            _invite_somebody(world, person, number, stream)


def _invite_somebody(world: World, person: Person, number: int, stream: Random) -> None:
    whom = person.kind.whom
    way = choose(stream, {name: getattr(whom, name) for name in TARGETS})
    note = NOTE if stream.random() < person.kind.note else ""
    if way == "list":
        words = _list(world, person, stream)
        world.act(person, partial(Batch.objects.submit, world.member(person), words, note))
    elif way and (target := _target(world, person, way, stream)) is not None:
        send(world, person, target, note, number)


def send(world: World, person: Person, target: Person, note: str, number: int) -> None:
    """Invite a member, with the address where it is needed and known; a person who is none yet by e-mail."""
    name = (person.number, number)
    knows_address = target.number in person.knows and (
        world.chance.stream("address", person.number, target.number).random() < person.kind.knows_address
    )
    sent: list[Invitation] = []

    def verb() -> None:
        if world.is_member(target):
            address = target.address if knows_address else ""
            sender, recipient = world.member(person), world.member(target)
            sent.append(Invitation.objects.send(sender, recipient, note, address=address))
        elif knows_address:
            sent.append(Invitation.objects.send_to_address(world.member(person), target.address, note))

    if world.act(person, verb) and sent and sent[0].sender_id == world.member(person).pk:
        world.begin(_follow_up(world, person, sent[0].pk, name))
        world.begin(_withdraw(world, person, sent[0].pk, name))


def _target(world: World, person: Person, way: str, stream: Random) -> Person | None:
    """Somebody whom this person may invite; None where there is nobody left."""
    connected = world.connected[person.number]
    if way == "known":
        candidates = person.knows - connected
    elif way == "friend_of_friend":
        friends = sorted(connected)
        known = world.people[stream.choice(friends)].knows if friends else set()
        candidates = known - connected - person.knows - {person.number}
    else:
        candidates = {stream.randrange(len(world.people)) for _try in range(3)} - connected - {person.number}
        candidates &= world.members.keys()
    left = sorted(candidates - world.invited[person.number])
    if not left:
        return None
    target = stream.choice(left)
    world.invited[person.number].add(target)
    return world.people[target]


def _list(world: World, person: Person, stream: Random) -> list[str]:
    """The addresses of people whom this person knows or found somewhere, and some that nobody has."""
    length, kind = person.kind.list_length, person.kind
    sources = sorted(person.knows) or range(len(world.people))
    found = stream.sample(sources, min(length, len(sources)))
    return [
        f"nobody{stream.randrange(10**9)}@example.org"
        if stream.random() < kind.wrong_addresses
        else world.people[number].address
        for number in found
    ]


def _follow_up(world: World, person: Person, invitation: int, name: tuple[int, int]) -> Process:
    """Follow up as often as this person likes and the policy lets them."""
    for number in count():
        if world.chance.stream("follow-up", *name, number).random() >= person.kind.follow_up:
            return
        delay = world.delay(person, person.kind.follow_up_days, "follow-up-delay", *name, number)
        yield world.wait(policy.current().follow_up_days + delay)
        row = _open(invitation)
        if row is None or not world.act(person, partial(row.follow_up, NOTE)):
            return


def _withdraw(world: World, person: Person, invitation: int, name: tuple[int, int]) -> Process:
    if world.chance.stream("withdraw", *name).random() < person.kind.withdraw:
        yield world.wait(world.delay(person, person.kind.withdraw_days, "withdraw-delay", *name))
        if row := _open(invitation):
            world.act(person, row.withdraw)


def _open(invitation: int) -> Invitation | None:
    return Invitation.objects.with_people().open().filter(pk=invitation).first()


def _answer(world: World, news: News) -> None:
    """The sender has read a reply; perhaps they answer it."""
    world.begin(_answer_reply(world, world.person(news.reader), news.invitation))


def _answer_reply(world: World, person: Person, invitation: int) -> Process:
    name = ("answer", person.number, invitation)
    if world.chance.stream(*name).random() < person.kind.answer:
        yield world.wait(world.delay(person, person.kind.delay, "answer-delay", *name))
        row = _open(invitation)
        if row and row.may_message:
            world.act(person, partial(row.message, NOTE))


def _read_etiquette(world: World, news: News) -> None:
    """Somebody has read that their account is limited; the first time they can lift that themselves."""
    world.begin(_lift(world, world.person(news.reader)))


def _lift(world: World, person: Person) -> Process:
    if world.chance.stream("lift", person.number).random() < person.kind.lift:
        yield world.wait(world.delay(person, person.kind.lift_days, "lift-delay", person.number))
        allowance = Allowance.objects.select_related("member").get(member=world.member(person))
        if allowance.restricted_at and allowance.lifts == 0:
            world.act(person, allowance.lift)
