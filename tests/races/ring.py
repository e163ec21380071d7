"""Threads with a database connection each, let go at one moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

from allauth.account.models import EmailAddress
from django.db import connection

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Allowance
from network import clock
from network.members.models import Member
from notifications.models import EmailPreferences

ROUNDS = int(os.environ.get("RACE_ROUNDS", "100"))
SIZE = 8
PATIENCE = 30
LOST = (NotOpen, LimitReached, AddressNeeded)
_numbers = count(1)

Verb = Callable[[], object]


class Ring:
    """`faults` are the exceptions that no loser of a race may meet: deadlocks, broken constraints, errors of ours."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._threads = ThreadPoolExecutor(SIZE)

    def race(self, verbs: list[Verb]) -> None:
        """Every verb at once, each in its own thread and connection."""
        gate = Barrier(len(verbs), timeout=PATIENCE)
        running = [self._threads.submit(self._run, verb, gate) for verb in verbs]
        for each in running:
            each.result(PATIENCE)

    def in_turn(self, verbs: list[Verb]) -> None:
        """The same verbs one after the other: the control, which must break nothing."""
        for verb in verbs:
            self.race([verb])

    def close(self) -> None:
        self.race([lambda: connection.close()] * SIZE)  # each thread's own, so looked up there
        self._threads.shutdown()

    def _run(self, verb: Verb, gate: Barrier) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            verb()
        except LOST:
            pass
        except Exception as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")


def pairs(rounds: int) -> Iterator[tuple[Member, Member]]:
    """Two strangers for each round."""
    everybody = people(2 * rounds)
    return zip(everybody[::2], everybody[1::2], strict=True)


def people(number: int) -> list[Member]:
    """Members as `create_user` makes them, in four statements."""
    handles = [f"runner-{next(_numbers)}" for _ in range(number)]
    found = Member.objects.bulk_create(
        Member(handle=handle, name=handle.title(), email=f"{handle}@example.org", joined_at=clock.now())
        for handle in handles
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in found
    )
    Allowance.objects.bulk_create(Allowance(member=member) for member in found)
    EmailPreferences.objects.bulk_create(EmailPreferences(member=member) for member in found)
    return found
