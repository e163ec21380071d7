"""One process of a crew: takes an order a line, carries it out in the settings that it was given, answers in JSON."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from invitations.models import Delivery, Invitation, Reception
from network import clock
from network.common import jobs
from network.members.models import Member
from notifications.emails import message_id
from notifications.models import CapturedEmail, Outbox
from tests.races import schedule
from tests.races.invariants import breaches
from tests.races.ring import pairs, people

PATIENCE = 120
BROWSERS: dict[int, Client] = {}


def ready() -> bool:
    return True


def migrate() -> None:
    call_command("migrate", verbosity=0)


def invite(number: int) -> None:
    for sender, recipient in pairs(number):
        Invitation.objects.send(sender, recipient)


def work() -> None:
    call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", verbosity=0)


def tick() -> dict[str, int]:
    return jobs.tick()


def wait(days: int) -> None:
    clock.move(timedelta(days=days))


def free_leases() -> None:
    """As if the leases of those who died had run out."""
    Outbox.objects.filter(status=Outbox.Status.SENDING).update(next_at=clock.real_now())


def letters() -> list[str]:
    """The Message-ID of every e-mail that is to leave."""
    return [message_id(key) for key in Outbox.objects.values_list("key", flat=True)]


def report() -> dict[str, Any]:
    sent = Outbox.objects.filter(status=Outbox.Status.SENT)
    return {
        "broken": breaches(),
        "receptions": Reception.objects.values("invitation").distinct().count(),
        "invitations sent": sent.filter(kind="invitation").count(),
        "reminders sent": sent.filter(kind="reminder").count(),
        "e-mails": CapturedEmail.objects.count(),
        "undelivered": Delivery.objects.exclude(outcome="delivered").count(),
        "unsent": Outbox.objects.exclude(status="sent").count(),
        "failed": DBTaskResult.objects.filter(status="FAILED").count(),
    }


def due(days: int) -> None:
    schedule.fall_due(days)


def brought() -> dict[str, Any]:
    return schedule.brought_about()


def one_member() -> int:
    return people(1)[0].pk


def count(member: int, times: int) -> int:
    """So many transactions that read a member and then write it; returns how many met a locked database."""
    return sum(_count(member) for _ in range(times))


def count_carelessly(member: int, times: int) -> int:
    """The same with SQLite's own way to begin: a transaction that takes the lock only when it comes to write."""
    connection.ensure_connection()
    shipped, connection.transaction_mode = connection.transaction_mode, None
    try:
        return count(member, times)
    finally:
        connection.transaction_mode = shipped


def counted(member: int) -> int:
    return int(Member.objects.get(pk=member).headline)


def two_members() -> list[int]:
    return [member.pk for member in people(2)]


def sign_in(member: int) -> None:
    BROWSERS[member] = Client(HTTP_HOST="localhost", raise_request_exception=False)
    BROWSERS[member].force_login(Member.objects.get(pk=member))


def reads(member: int) -> int:
    """The status of what they get to see."""
    return BROWSERS[member].get("/invitations/sent/").status_code


def asks(member: int, whom: int) -> int:
    """The status of the answer when one invites the other at the site."""
    page = f"/members/{Member.objects.get(pk=whom).handle}/invite/"
    return BROWSERS[member].post(page, {"note": "Hello"}).status_code


def _count(pk: int) -> bool:
    try:
        with transaction.atomic():
            member = Member.objects.get(pk=pk)
            member.headline = str(int(member.headline or 0) + 1)
            member.save(update_fields=["headline"])
    except OperationalError:
        return True
    return False


ORDERS: list[Callable[..., Any]] = [
    ready, migrate, invite, work, tick, wait, report, due, brought, one_member, count, count_carelessly, counted,
    free_leases, letters, two_members, sign_in, reads, asks,
]  # fmt: skip


def obey() -> None:
    """Until the orders end; one that takes for ever ends the process."""
    known = {order.__name__: order for order in ORDERS}
    for line in sys.stdin:
        signal.alarm(PATIENCE)
        name, *numbers = line.split()
        print(json.dumps(known[name](*map(int, numbers))), flush=True)  # noqa: T201
