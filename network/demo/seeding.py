"""Creates the demo data with the lifecycle's own verbs, with the clock frozen at past dates."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Invitation, PolicyChange, Reception
from invitations.worker import schedule
from network import clock
from network.common import jobs
from network.demo import demo_data, profiles
from network.members.models import Connection, Member

HISTORY_DAYS = 320
ACKNOWLEDGED_AFTER_DAYS = 14


def is_seeded() -> bool:
    return bool(Member.objects.filter(handle=demo_data.PEOPLE[0].handle).exists())


@transaction.atomic
def seed() -> None:
    """Create members, then run every step and the worker day by day, in one transaction; acknowledge old responses."""
    now = clock.now()
    with clock.frozen_at(now - timedelta(days=HISTORY_DAYS)):
        members = _create_members()
        PolicyChange.notice()
    for moment, step in _schedule(now):
        with clock.frozen_at(moment):
            if step:
                with suppress(
                    NotOpen, LimitReached, AddressNeeded, ObjectDoesNotExist
                ):  # a policy with other numbers may refuse a step
                    run_step(step, members)
            schedule.remind()
            schedule.close_expired()
            while jobs.run_all():
                pass
    Invitation.objects.acknowledge(until=now - timedelta(days=ACKNOWLEDGED_AFTER_DAYS))


def _create_members() -> dict[str, Member]:
    members = {person.handle: Member.objects.create_user(**_fields(person)) for person in demo_data.PEOPLE}
    profiles.add_to(members)
    Member.objects.create_superuser(**_fields(demo_data.ADMIN))
    Member.objects.filter(handle__in=[*members, demo_data.ADMIN.handle]).update(
        password=make_password(demo_data.PASSWORD)  # hash once: each hash takes about 0.3 s
    )
    return members


def _fields(person: demo_data.Person) -> dict[str, str]:
    return person._asdict() | {"email": person.email}


def _schedule(now: datetime) -> list[tuple[datetime, demo_data.Step | None]]:
    """Every step with its time, and one entry without a step for every day."""
    steps: list[tuple[float, demo_data.Step | None]] = [(step.days_ago, step) for step in demo_data.steps()]
    days: list[tuple[float, demo_data.Step | None]] = [(day + 0.05, None) for day in range(HISTORY_DAYS)]
    entries = sorted(steps + days, key=lambda entry: -entry[0])
    return [(now - timedelta(days=days_ago), step) for days_ago, step in entries]


def run_step(step: demo_data.Step, members: dict[str, Member]) -> None:
    actor, target = members[step.actor], members.get(step.target)
    if target is None:
        _set_public_id(Invitation.objects.send_to_address(actor, step.target, step.text), step)
    elif step.verb == "invite":
        address, reason = (step.reason, "") if "@" in step.reason else ("", step.reason)
        _set_public_id(Invitation.objects.send(actor, target, step.text, reason, address), step)
    elif step.verb == "remove":
        Connection.objects.remove(actor, target)
    elif step.verb in ("follow up", "message", "withdraw"):
        _run_sender_verb(Invitation.objects.sent_by(actor).open().get(recipient=target), step)
    else:
        _run_recipient_verb(Reception.objects.of(actor).live().from_(target).get(), step)


def _run_sender_verb(invitation: Invitation, step: demo_data.Step) -> None:
    if step.verb == "withdraw":
        invitation.withdraw()
    elif step.verb == "message":
        invitation.message(step.text)
    else:
        invitation.follow_up(step.text)


def _run_recipient_verb(reception: Reception, step: demo_data.Step) -> None:
    if step.verb == "reply":
        reception.reply(step.text)
    else:
        {
            "accept": reception.accept,
            "ignore": reception.ignore,
            "unknown": reception.say_unknown,
        }[step.verb]()


def _set_public_id(invitation: Invitation, step: demo_data.Step) -> None:
    """Set a public id that is the same in every demo; an invitation that crosses an earlier one keeps its id."""
    if invitation.sender.handle == step.actor:
        digest = sha256(f"{step.actor} {step.target} {step.days_ago}".encode()).hexdigest()
        Invitation.objects.filter(pk=invitation.pk).update(public_id=digest[:16])
