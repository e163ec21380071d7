"""One policy, which decides the recorded history again, row by row. What people did stays as it was recorded.

Its state is bounded: what is open between two members, who stands refused, and the spending of the last days.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from invitations import policy
from invitations.models import AllowanceChange, Delivery, InvitationEvent, Reception
from network.simulation.replay.result import Decision, product_day
from network.simulation.replay.rows import Row
from notifications.choices import Kind

Event = InvitationEvent.Kind
Change = AllowanceChange.Kind
ENDING = (Event.ACCEPTED, Event.WITHDRAWN, Event.CLOSED, Event.ENDED)
REMIND, CLOSE = 1, 0
"""Closing comes before reminding, as in a run of the worker."""


@dataclass
class Open:
    """An invitation that is open under this policy, and what its recipient has done."""

    sender: int
    time_zone: str
    proposed_at: datetime
    follow_ups: int = 0
    refused_follow_ups: int = 0
    letters: list[datetime] = field(default_factory=list)
    reception: Reception | None = None
    reminder_at: datetime | None = None


@dataclass
class Spending:
    """The allowance of a member; no limits means those of the policy."""

    used: int = 0
    recent: deque[datetime] = field(default_factory=deque)
    limit: int | None = None
    weekly_limit: int | None = None


class Decider:
    """`report` is called with each decision and the member whose it is."""

    def __init__(self, report: Callable[[Decision, int], None]) -> None:
        self.report = report
        self.invitations: dict[int, Open] = {}
        self.receptions: dict[tuple[int, int], Reception] = {}
        self.merged: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.mailed: dict[tuple[int, int], deque[datetime]] = defaultdict(deque)
        self.spending: dict[int, Spending] = defaultdict(Spending)
        self.refusers: dict[int, dict[int, datetime]] = defaultdict(dict)
        self.restricted: set[int] = set()
        self.lifts: dict[int, tuple[int, datetime]] = {}
        self.due: list[tuple[datetime, int, int]] = []

    def decide(self, kind: str, subject: int, at: datetime, outcome: str, member: int) -> None:
        self.report(Decision(kind, subject, product_day(at), outcome), member)

    def take(self, row: Row) -> None:
        """Read one row under the current policy."""
        getattr(self, f"_take_{row.what}")(row.at, *row.values)

    def run_worker(self, now: datetime) -> None:
        """The worker ran now: close and remind what is due."""
        while self.due and self.due[0][0] <= now:
            moment, step, key = heapq.heappop(self.due)
            found = self.invitations.get(key)
            if found is None:
                continue
            if step == CLOSE and moment == self._close_at(found):
                self.decide("closing", key, now, "closed", found.sender)
                self._end(key, now)
            elif step == REMIND and moment == found.reminder_at:
                self._remind(key, found, now)

    def _remind(self, key: int, found: Open, now: datetime) -> None:
        reception = found.reception
        if reception is None or self._close_at(found) <= now:
            return
        self.decide("reminder", key, now, str(reception.no_reminder_reason or "due"), found.sender)
        self._await_reminder(key, found, now)

    def _await_reminder(self, key: int, found: Open, now: datetime) -> None:
        start = found.reception.reminders_from if found.reception else None
        found.reminder_at = policy.next_reminder(start, now)
        if found.reminder_at:
            heapq.heappush(self.due, (found.reminder_at, REMIND, key))

    def _close_at(self, found: Open) -> datetime:
        return found.proposed_at + timedelta(days=policy.current().close_days)

    def _await_closing(self, key: int, found: Open) -> None:
        heapq.heappush(self.due, (self._close_at(found), CLOSE, key))

    def reschedule(self, now: datetime) -> None:
        """The numbers have changed: what was planned under the old ones is planned anew."""
        self.due.clear()
        for key, found in self.invitations.items():
            self._await_closing(key, found)
            if found.reminder_at:
                heapq.heappush(self.due, (found.reminder_at, REMIND, key))

    def _take_policy(self, at: datetime, _number: int) -> None:
        """The caller has set it."""

    def _take_mail(self, at: datetime, key: int, kind: str, *_values: Any) -> None:
        """A letter to a non-member counts for the member whom they become; all others are decided by the delivery."""
        found = self.invitations.get(key)
        if kind == Kind.JOIN and found:
            found.letters.append(at)

    def _take_allowance(self, at: datetime, member: int, kind: str, *numbers: int) -> None:
        old_limit, old_weekly_limit, limit, weekly_limit, lifts = numbers
        spending = self.spending[member]
        if kind in (Change.GRANTED, Change.LIMITS):
            of_policy = policy.current()
            base = spending.limit if spending.limit is not None else of_policy.allowance
            weekly = (
                spending.weekly_limit if spending.weekly_limit is not None else of_policy.weekly_allowance
            )
            is_grant = kind == Change.GRANTED
            spending.limit = base + limit - old_limit if is_grant else limit
            spending.weekly_limit = weekly + weekly_limit - old_weekly_limit if is_grant else weekly_limit
        elif kind == Change.LIFTED:
            self.restricted.discard(member)
            self.lifts[member] = lifts, at
        elif kind == Change.RESTRICTED_BY_STAFF:
            self.restricted.add(member)

    def _take_refusal(self, at: datetime, refuser: int, refused: int) -> None:
        self.refusers[refused][refuser] = at

    def _take_voided(self, _at: datetime, refuser: int, refused: int, said_at: datetime) -> None:
        if self.refusers[refused].get(refuser) == said_at:
            del self.refusers[refused][refuser]

    def _take_run(self, at: datetime) -> None:
        """The daily check."""
        since = at - timedelta(days=policy.current().restriction_days)
        for member, refusers in self.refusers.items():
            lifts, lifted_at = self.lifts.get(member, (0, since))
            counted = sum(said_at > max(since, lifted_at) for said_at in refusers.values())
            if member not in self.restricted and counted >= policy.restriction_threshold(member, lifts):
                self.restricted.add(member)
                self.decide("restriction", member, at, "restricted", member)
        self.run_worker(at)

    def _take_event(self, at: datetime, key: int, kind: str, _actor: int, sender: int, *more: Any) -> None:
        time_zone, accepted_at, left_at = more
        if kind == Event.SENT:
            if self._spend(at, key, sender):
                found = self.invitations[key] = Open(sender, time_zone, at)
                self._await_closing(key, found)
        elif kind == Event.CLOSED and not (accepted_at or left_at):
            return  # by age, which is decided here
        elif kind in ENDING:
            self._end(key, at, is_accepted=kind in (Event.ACCEPTED, Event.ENDED))
        elif found_now := self.invitations.get(key):
            if kind == Event.FOLLOWED_UP:
                self._follow_up(at, key, found_now)
            elif found_now.reception:
                _apply(found_now.reception, kind, at)

    def _follow_up(self, at: datetime, key: int, found: Open) -> None:
        spent_up = found.follow_ups >= policy.current().follow_ups
        if spent_up or policy.follow_up_from(found.proposed_at, found.time_zone) > at:
            limit = "follow_ups" if spent_up else "follow_up_days"
            self.decide("spending", key, at, f"refused: {limit}", found.sender)
            found.refused_follow_ups += 1
        elif self._spend(at, key, found.sender):
            found.follow_ups, found.proposed_at = found.follow_ups + 1, at
            self._await_closing(key, found)
        else:
            found.refused_follow_ups += 1

    def _spend(self, at: datetime, key: int, sender: int) -> bool:
        """Decide whether a unit is left, and spend it."""
        limit = self._spent_limit(at, sender)
        if not limit:
            self.spending[sender].used += 1
            self.spending[sender].recent.append(at)
        self.decide("spending", key, at, f"refused: {limit}" if limit else "spent", sender)
        return not limit

    def _spent_limit(self, at: datetime, sender: int) -> str:
        """As `Allowance.spent_limit`."""
        spending = self.spending[sender]
        while spending.recent and spending.recent[0] <= at - policy.WEEK:
            spending.recent.popleft()
        limit = policy.allowance() if spending.limit is None else spending.limit
        weekly = policy.weekly_allowance() if spending.weekly_limit is None else spending.weekly_limit
        if spending.used >= limit:
            return "allowance"
        return "weekly_allowance" if len(spending.recent) >= weekly else ""

    def _take_refused(self, at: datetime, member: int, kind: str, limit: str) -> None:
        """An attempt that left no invitation. It is decided again where it was the allowance that refused it."""
        if limit in ("allowance", "weekly_allowance"):
            again = self._spent_limit(at, member)
            self.decide("attempt", member, at, f"refused: {again}" if again else "allowed", member)

    def _take_delivery(self, at: datetime, key: int, sender: int, member: int, *more: Any) -> None:
        requested_at, outcome, kind, reminders_from, has_reception = more
        found = self.invitations.get(key)
        if found is None:
            return
        if kind == Delivery.Kind.FOLLOW_UP and found.refused_follow_ups:
            found.refused_follow_ups -= 1
            return
        standing = self.receptions.get((sender, member))
        if standing is None or (kind == Delivery.Kind.INVITATION and outcome == Delivery.Outcome.DELIVERED):
            found.reception = self.receptions[sender, member] = Reception(
                invitation_id=key, member_id=member, sender_id=sender, last_requested_at=requested_at,
                reminders_from=reminders_from if has_reception else at,
            )  # fmt: skip
            self.mailed[sender, member].extend(found.letters)
            self._await_reminder(key, found, at)
            self._mail(at, key, sender, member)
        else:
            if standing.invitation_id != key:
                self.merged[sender, member].append(key)
            if _redeliver(standing, requested_at, found.time_zone):
                self._mail(at, key, sender, member)

    def _mail(self, at: datetime, key: int, sender: int, member: int) -> None:
        """As `pair_mails.claim_for_member`."""
        times = self.mailed[sender, member]
        while times and times[0] <= at - policy.MONTH:
            times.popleft()
        numbers = policy.current()
        today = sum(each > at - policy.DAY for each in times)
        told_lately = len(times) >= numbers.pair_mails_a_month or today >= numbers.pair_mails_a_day
        if not told_lately:
            times.append(at)
        self.decide("mail", key, at, "told lately" if told_lately else "queued", sender)

    def _end(self, key: int, now: datetime, is_accepted: bool = False) -> None:
        """It is no longer open. Its reception goes to an open invitation that was joined to it, if there is one.

        That of an accepted one stays with it. If a reminder is due in the run that closes it, there are no more: `tick` reminds before the reception is reassigned.
        """
        found = self.invitations.pop(key, None)
        if found is None or found.reception is None:
            return
        pair = found.reception.sender_id, found.reception.member_id
        joined = self.merged.pop(pair, [])
        open_keys = [] if is_accepted else [each for each in joined if each in self.invitations]
        if not open_keys:
            self.receptions.pop(pair, None)
            return
        successor, self.merged[pair] = self.invitations[open_keys[0]], open_keys[1:]
        is_lost = found.reminder_at is None or found.reminder_at <= now
        successor.reception, successor.reminder_at = found.reception, None if is_lost else found.reminder_at
        successor.reception.invitation_id = open_keys[0]
        if successor.reminder_at:
            heapq.heappush(self.due, (successor.reminder_at, REMIND, open_keys[0]))


def _redeliver(standing: Reception, requested_at: datetime, time_zone: str) -> bool:
    """As `Reception.redeliver`, without writing."""
    too_early = requested_at < policy.follow_up_from(standing.last_requested_at, time_zone)
    if standing.refused_at or too_early or standing.redeliveries >= policy.current().follow_ups:
        return False
    standing.redeliveries += 1
    standing.last_requested_at, standing.place, standing.ended_at = requested_at, Reception.Place.INBOX, None
    return True


def _apply(reception: Reception, kind: str, at: datetime) -> None:
    """What a recipient did, on the reception that a replay keeps in memory."""
    if kind == Event.REPLIED:
        reception.replied_at, reception.reminders_stopped = at, True
    elif kind == Event.RESTORED:
        reception.place = Reception.Place.INBOX
    elif kind == Event.BLOCKED:
        reception.ended_at, reception.reminders_stopped = at, True
    elif kind == Event.TAKEN_BACK:
        reception.refused_at = None
    elif kind in (Event.IGNORED, Event.REFUSED, Event.REPORTED):
        reception.place, reception.reminders_stopped = Reception.Place.ARCHIVE, True
        reception.refused_at = None if kind == Event.IGNORED else at
