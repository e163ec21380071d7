"""Threads, each with its own database connection, that are started at the same moment."""

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
TIMEOUT = 30
EXPECTED_ERRORS = (NotOpen, LimitReached, AddressNeeded)
_numbers = count(1)

Verb = Callable[[], object]


class ThreadPool:
    """`faults` are the exceptions that a race may not raise: deadlocks, integrity errors, bugs."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._threads = ThreadPoolExecutor(SIZE)

    def race(self, verbs: list[Verb]) -> None:
        """Run every verb at once, each in its own thread and connection."""
        barrier = Barrier(len(verbs), timeout=TIMEOUT)
        futures = [self._threads.submit(self._run, verb, barrier) for verb in verbs]
        for future in futures:
            future.result(TIMEOUT)

    def in_turn(self, verbs: list[Verb]) -> None:
        """Run the verbs one after the other: the control group, which must break nothing."""
        for verb in verbs:
            self.race([verb])

    def close(self) -> None:
        self.race([lambda: connection.close()] * SIZE)  # in a lambda: each thread closes its own connection
        self._threads.shutdown()

    def _run(self, verb: Verb, barrier: Barrier) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            verb()
        except EXPECTED_ERRORS:
            pass
        except Exception as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")


def pairs(rounds: int) -> Iterator[tuple[Member, Member]]:
    """Two members for each round, without any connection or invitation."""
    members = people(2 * rounds)
    return zip(members[::2], members[1::2], strict=True)


def people(number: int) -> list[Member]:
    """Create members as `create_user` does, in four statements."""
    handles = [f"member-{next(_numbers)}" for _ in range(number)]
    members = Member.objects.bulk_create(
        Member(handle=handle, name=handle.title(), email=f"{handle}@example.org", joined_at=clock.now())
        for handle in handles
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members
    )
    Allowance.objects.bulk_create(Allowance(member=member) for member in members)
    EmailPreferences.objects.bulk_create(EmailPreferences(member=member) for member in members)
    return members
