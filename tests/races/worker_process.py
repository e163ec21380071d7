"""The program of a process of `processes.py`: reads one order a line from stdin, runs it, prints its result as JSON."""

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
from tests.races.invariants import violations
from tests.races.thread_pool import pairs, people

COMMAND_TIMEOUT = 120
BROWSERS: dict[int, Client] = {}


def ready() -> bool:
    return True


def migrate() -> None:
    call_command("migrate", verbosity=0)


def invite(number: int) -> None:
    for sender, recipient in pairs(number):
        Invitation.objects.send(sender, recipient)


def work() -> None:
    call_command("worker", "--batch", verbosity=0)


def tick() -> dict[str, int]:
    return jobs.tick()


def wait(days: int) -> None:
    clock.move(timedelta(days=days))


def free_leases() -> None:
    """Make the rows that a killed worker had claimed due again."""
    Outbox.objects.filter(status=Outbox.Status.SENDING).update(next_at=clock.database_now())


def message_ids() -> list[str]:
    """The Message-ID of every row of the outbox."""
    return [message_id(key) for key in Outbox.objects.values_list("key", flat=True)]


def report() -> dict[str, Any]:
    sent = Outbox.objects.filter(status=Outbox.Status.SENT)
    return {
        "broken": violations(),
        "receptions": Reception.objects.values("invitation").distinct().count(),
        "invitations sent": sent.filter(kind="invitation").count(),
        "reminders sent": sent.filter(kind="reminder").count(),
        "e-mails": CapturedEmail.objects.count(),
        "undelivered": Delivery.objects.exclude(outcome="delivered").count(),
        "unsent": Outbox.objects.exclude(status="sent").count(),
        "failed": DBTaskResult.objects.filter(status="FAILED").count(),
    }


def create_due_work(days: int) -> None:
    schedule.create_due_work(days)


def count_results() -> dict[str, Any]:
    return schedule.count_results()


def one_member() -> int:
    return people(1)[0].pk


def count(member: int, times: int) -> int:
    """Run `times` transactions that read a member and then write it. Returns how many found the database locked."""
    return sum(_count(member) for _ in range(times))


def count_deferred(member: int, times: int) -> int:
    """`count` with deferred transactions, SQLite's default: they take the write lock only at the first write."""
    connection.ensure_connection()
    default, connection.transaction_mode = connection.transaction_mode, None
    try:
        return count(member, times)
    finally:
        connection.transaction_mode = default


def read_count(member: int) -> int:
    return int(Member.objects.get(pk=member).headline)


def two_members() -> list[int]:
    return [member.pk for member in people(2)]


def sign_in(member: int) -> None:
    BROWSERS[member] = Client(HTTP_HOST="localhost", raise_request_exception=False)
    BROWSERS[member].force_login(Member.objects.get(pk=member))


def get_sent(member: int) -> int:
    """Open the list of sent invitations. Returns the status code."""
    return BROWSERS[member].get("/invitations/sent/").status_code


def post_invitation(member: int, recipient: int) -> int:
    """Invite `recipient` on the site. Returns the status code."""
    page = f"/members/{Member.objects.get(pk=recipient).handle}/invite/"
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
    ready, migrate, invite, work, tick, wait, report, create_due_work, count_results, one_member, count, count_deferred, read_count,
    free_leases, message_ids, two_members, sign_in, get_sent, post_invitation,
]  # fmt: skip


def run_commands() -> None:
    """Run orders until stdin is closed. An order that takes longer than COMMAND_TIMEOUT seconds kills the process."""
    functions = {order.__name__: order for order in ORDERS}
    for line in sys.stdin:
        signal.alarm(COMMAND_TIMEOUT)
        name, *numbers = line.split()
        print(json.dumps(functions[name](*map(int, numbers))), flush=True)  # noqa: T201
