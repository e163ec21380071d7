"""Reads the history once and lets two policies decide it: the one in force at each moment, and another one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from invitations import policy
from invitations.models import AllowanceChange, InvitationEvent, PolicyChange
from invitations.policy import Policy
from network.simulation.replay import rows
from network.simulation.replay.deciding import Decider
from network.simulation.replay.reading import one_view
from network.simulation.replay.result import Decision, ReplayResult, Tally, product_day
from network.simulation.replay.rows import Row

EACH = 1000
"""So many rows lie between two calls of `progress` and `cancelled`."""


class ReplayCancelled(Exception):
    """The caller asked to stop."""


def replay(
    numbers: Policy,
    since: datetime | None = None,
    member: int | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReplayResult:
    """Decide the history again under these numbers, in a view of the database that can only be read.

    Decisions before `since` are not counted; `member` is the key of the member whose differences are explained; `progress`
    gets the number of rows read so far. Raises `ReplayCancelled`.
    """
    run = _Run(numbers, since, member)
    with one_view():
        run.policies = {each.number: each.policy for each in PolicyChange.objects.all()}
        for row in rows.read():
            if run.result.rows % EACH == 0:
                if cancelled and cancelled():
                    raise ReplayCancelled
                if progress:
                    progress(run.result.rows)
            run.take(row)
    run.settle()
    return run.result


class _Run:
    def __init__(self, numbers: Policy, since: datetime | None, member: int | None) -> None:
        self.numbers, self.since, self.member = numbers, since, member
        self.result = ReplayResult()
        self.policies: dict[int, Policy] = {}
        self.now_in_force: Policy | None = None
        self.is_counted = False
        self.difference: dict[Decision, int] = {}
        self.owners: dict[Decision, int] = {}
        self.in_force = Decider(partial(self._decided, self.result.in_force, -1))
        self.other = Decider(partial(self._decided, self.result.other, 1))

    def take(self, row: Row) -> None:
        self.result.rows += 1
        if row.what == "policy":
            self.now_in_force = self.policies[row.values[0]]
        self.is_counted = self.now_in_force is not None and (self.since is None or row.at >= self.since)
        if not self.is_counted and row.what in ("event", "mail"):
            self.result.cannot_be_replayed["before the rows exist, or before the date"] += 1
        is_run = self._is_run(row)
        for decider, using in ((self.in_force, self._using()), (self.other, policy.using(self.numbers))):
            with using:
                if row.what == "policy":
                    decider.reschedule(row.at)
                if is_run:
                    decider.run_worker(row.at)
                decider.take(row)
        self._record(row)

    def _using(self) -> AbstractContextManager[None]:
        return policy.using(self.now_in_force or policy.current())

    def _is_run(self, row: Row) -> bool:
        """Whether the row was written by a run of the worker over what is due."""
        return (row.what == "mail" and row.values[1] == "reminder") or self._is_closed_by_age(row)

    def _is_closed_by_age(self, row: Row) -> bool:
        if row.what != "event" or row.values[1] != InvitationEvent.Kind.CLOSED:
            return False
        accepted_at, left_at = row.values[5:7]
        return accepted_at is None and left_at is None

    def _record(self, row: Row) -> None:
        """Count what was decided at the time, in the words of a replay."""
        values = row.values
        if row.what == "mail" and values[1] != "join":
            self._record_mail(row.at, *values)
        elif self._is_closed_by_age(row):
            self._recorded("closing", values[0], row.at, "closed")
        elif row.what == "event" and values[1] in ("sent", "followed_up"):
            self._recorded("spending", values[0], row.at, "spent")
        elif row.what == "allowance" and values[1] == AllowanceChange.Kind.RESTRICTED:
            self._recorded("restriction", values[0], row.at, "restricted")
        elif row.what == "refused":
            if values[2] in ("allowance", "weekly_allowance"):
                self._recorded("attempt", values[0], row.at, f"refused: {values[2]}")
            elif self.is_counted:
                self.result.cannot_be_replayed[f"refused by {values[2]}"] += 1

    def _record_mail(
        self, at: datetime, key: int, mail: str, status: str, reason: str, member: int | None
    ) -> None:
        kind = "reminder" if mail == "reminder" else "mail"
        if _is_fact(status, reason, member):
            self._fact(key, at, reason)
        else:
            self._recorded(kind, key, at, _mail_outcome(kind, status, reason))

    def _fact(self, subject: int, at: datetime, outcome: str) -> None:
        """What no number decides, such as a refusal, is the same under every policy."""
        if self.is_counted:
            decision = Decision("delivery", subject, product_day(at), outcome)
            for tally in (self.result.recorded, self.result.in_force, self.result.other):
                tally.add(decision)

    def _recorded(self, kind: str, subject: int, at: datetime, outcome: str) -> None:
        if self.is_counted:
            decision = Decision(kind, subject, product_day(at), outcome)
            self.result.recorded.add(decision)
            _count(self.result.unexplained, decision, 1)

    def _decided(self, tally: Tally, sign: int, decision: Decision, owner: int) -> None:
        if not self.is_counted:
            return
        tally.add(decision)
        if sign < 0:
            _count(self.result.unexplained, decision, -1)
        if decision.kind == "restriction":
            restricted = self.result.restricted if sign > 0 else self.result.restricted_in_force
            restricted.setdefault(decision.subject, decision.day)
        _count(self.difference, decision, sign)
        if owner == self.member:
            self.owners[decision] = owner

    def settle(self) -> None:
        """Count the differences, and keep those of the one member as lines, in their order."""
        for decision, number in self.difference.items():
            self.result.differing[f"{decision.kind}: {decision.outcome}"] += number
            if decision in self.owners:
                self.result.lines += [("other" if number > 0 else "in force", decision)] * abs(number)
        self.result.lines.sort(key=lambda line: (line[1].day, line[1], line[0]))


def _is_fact(status: str, reason: str, member: int | None) -> bool:
    """Whether the row says why nothing was delivered, or that somebody is no member."""
    return status == "silent" and (member is None or reason.startswith("not delivered"))


def _mail_outcome(kind: str, status: str, reason: str) -> str:
    """What the worker decided when it wrote the row: what became of a queued e-mail later is no decision of the numbers."""
    if kind == "mail":
        return "told lately" if status == "silent" and reason == "told lately" else "queued"
    return reason if status == "silent" and reason != "switched off" else "due"


def _count(counts: dict[Decision, int], decision: Decision, number: int) -> None:
    """Add to a count; what comes to nothing is forgotten, so that memory holds differences alone."""
    left = counts.get(decision, 0) + number
    if left:
        counts[decision] = left
    else:
        del counts[decision]
