"""Playing the cast's past with the real verbs, the clock at past dates."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Invitation, Reception
from invitations.worker import schedule
from network import clock
from network.demo import demo_data
from network.members.models import Connection, Member
from notifications import worker

FIRST_DAY = 320
NOTED_DAYS = 14


def is_seeded() -> bool:
    return bool(Member.objects.filter(handle=demo_data.PEOPLE[0].handle).exists())


@transaction.atomic
def seed() -> None:
    """All of it or nothing: the people, then day by day what they did and what the worker made of it; old news is noted."""
    now = clock.now()
    with clock.frozen_at(now - timedelta(days=FIRST_DAY)):
        people = _people()
    for moment, step in _timeline(now):
        with clock.frozen_at(moment):
            if step:
                with suppress(
                    NotOpen, LimitReached, AddressNeeded, ObjectDoesNotExist
                ):  # other numbers, another past
                    _play(step, people)
            schedule.remind()
            schedule.close_the_old()
            while worker.work_off():
                pass
    Invitation.objects.acknowledge(until=now - timedelta(days=NOTED_DAYS))


def _people() -> dict[str, Member]:
    people = {person.handle: Member.objects.create_user(**_fields(person)) for person in demo_data.PEOPLE}
    Member.objects.create_superuser(**_fields(demo_data.ADMIN))
    Member.objects.filter(handle__in=[*people, demo_data.ADMIN.handle]).update(
        password=make_password(demo_data.PASSWORD)  # one hash for all: each takes a third of a second
    )
    return people


def _fields(person: demo_data.Person) -> dict[str, str]:
    return person._asdict() | {"email": person.email}


def _timeline(now: datetime) -> list[tuple[datetime, demo_data.Step | None]]:
    """Every step at its moment, and every day at which nothing happens but time."""
    steps: list[tuple[float, demo_data.Step | None]] = [(step.days_ago, step) for step in demo_data.steps()]
    days: list[tuple[float, demo_data.Step | None]] = [(day + 0.05, None) for day in range(FIRST_DAY)]
    told = sorted(steps + days, key=lambda entry: -entry[0])
    return [(now - timedelta(days=days_ago), step) for days_ago, step in told]


def _play(step: demo_data.Step, people: dict[str, Member]) -> None:
    who, whom = people[step.who], people.get(step.whom)
    if whom is None:
        _sign(Invitation.objects.send_to_address(who, step.whom, step.text), step)
    elif step.verb == "invite":
        address, reason = (step.reason, "") if "@" in step.reason else ("", step.reason)
        _sign(Invitation.objects.send(who, whom, step.text, reason, address), step)
    elif step.verb == "remove":
        Connection.objects.remove(who, whom)
    elif step.verb in ("follow up", "message", "withdraw"):
        _senders_verb(Invitation.objects.sent_by(who).open().get(recipient=whom), step)
    else:
        _recipients_verb(Reception.objects.of(who).live().from_(whom).get(), step)


def _senders_verb(invitation: Invitation, step: demo_data.Step) -> None:
    if step.verb == "withdraw":
        invitation.withdraw()
    elif step.verb == "message":
        invitation.message(step.text)
    else:
        invitation.follow_up(step.text)


def _recipients_verb(reception: Reception, step: demo_data.Step) -> None:
    if step.verb == "reply":
        reception.reply(step.text)
    else:
        {
            "accept": reception.accept,
            "ignore": reception.ignore,
            "unknown": reception.say_unknown,
        }[step.verb]()


def _sign(invitation: Invitation, step: demo_data.Step) -> None:
    """The same public id in every demo; a crossing signs nothing anew."""
    if invitation.sender.handle == step.who:
        digest = sha256(f"{step.who} {step.whom} {step.days_ago}".encode()).hexdigest()
        Invitation.objects.filter(pk=invitation.pk).update(public_id=digest[:16])
