"""All numbers of the lifecycle as one value; `current()` is the policy in force. No other module defines a number.

Each has a unit, a sentence, bounds and an environment variable, `INVITATIONS_` and its name. Staff read them on the start page
of the admin, and `manage.py policy` prints them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.common.hashing import keyed_hash
from network.common.time_zones import find_zone, start_of_day

Value: TypeAlias = int | tuple[int, ...]

PREFIX = "INVITATIONS_"
"""Of the environment variables."""

LARGEST, LARGEST_DAYS = 1_000_000, 36_500
"""No number is larger: columns hold them, and a date so far away can be computed."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
GATE_WINDOW = timedelta(days=90)


class InvalidNumber(ValueError):
    """A number that no policy can have. `name` is that of the number, `reason` the sentence that follows it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.name, self.reason = name, reason


@dataclass(frozen=True)
class Number:
    """One number with what it means. `minimum` and `maximum` are of each element, where the value is a list."""

    name: str
    value: Value
    unit: str
    sentence: str | Promise
    minimum: int = 1
    is_fixed: bool = False

    @property
    def variable(self) -> str:
        """That of the environment; empty for a number that no variable changes."""
        return "" if self.is_fixed else PREFIX + self.name.upper()

    @property
    def maximum(self) -> int:
        return LARGEST_DAYS if self.unit == "days" else LARGEST

    @property
    def values(self) -> tuple[int, ...]:
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def shown(self) -> str:
        """The value as a person reads it; an empty list is a dash."""
        return ", ".join(map(str, self.values)) or "–"

    def check(self) -> None:
        """Raises `InvalidNumber` for a value outside the bounds."""
        if any(value < self.minimum for value in self.values):
            raise InvalidNumber(self.name, f"must be at least {self.minimum} ({self.unit}).")
        if any(value > self.maximum for value in self.values):
            raise InvalidNumber(self.name, f"must be at most {self.maximum} ({self.unit}).")


def _number(default: Value, unit: str, sentence: str | Promise, minimum: int = 1) -> Any:
    return field(default=default, metadata={"unit": unit, "sentence": sentence, "minimum": minimum})


@dataclass(frozen=True)
class Policy:
    """Numbers that are within their bounds and fit each other. Raises `InvalidNumber` for others."""

    note_length: int = _number(300, "characters", _("The most characters of a note or message."))
    reminder_days: tuple[int, ...] = _number(
        (7, 14, 21), "days", _("Days after the first delivery on which a reminder is sent.")
    )
    follow_up_days: int = _number(
        7,
        "days",
        _("Days after the last proposal until a follow-up is possible, counted from the start of the day."),
        minimum=0,
    )
    follow_ups: int = _number(2, "follow-ups", _("The most follow-ups of one invitation."), minimum=0)
    close_days: int = _number(
        180, "days", _("Days after the last proposal until an open invitation is closed.")
    )
    allowance: int = _number(
        3000, "invitations", _("Invitations that a new member may send in all."), minimum=0
    )
    weekly_allowance: int = _number(
        100, "invitations", _("Invitations that a new member may send in any 7 days."), minimum=0
    )
    restriction_min: int = _number(
        5, "refusers", _("The lowest hidden threshold of refusers that restricts an account.")
    )
    restriction_max: int = _number(
        8, "refusers", _("The highest hidden threshold of refusers that restricts an account.")
    )
    restriction_days: int = _number(90, "days", _("Days for which a refusal counts against its sender."))
    take_back_minutes: int = _number(
        10, "minutes", _("Minutes for which “I don’t know” can be undone."), minimum=0
    )
    gate_tries: int = _number(
        3, "tries", _("Tries of the address gate for one pair of members, within its window.")
    )
    gate_tries_a_day: int = _number(10, "tries", _("Tries of the address gate that one member has in a day."))
    replies_a_day: int = _number(10, "replies", _("Replies to one invitation in a day."))
    batches_a_day: int = _number(
        10, "lists", _("Address imports that a member may submit in a day."), minimum=0
    )
    batch_days: int = _number(30, "days", _("Days after which an address import is deleted."))
    address_mails_a_day: int = _number(
        1, "e-mails", _("E-mails a day to one person who is not a member."), minimum=0
    )
    address_inviters_a_week: int = _number(
        3, "inviters", _("Members who may reach one non-member in 7 days, reminders included."), minimum=0
    )
    pair_mails_a_day: int = _number(
        1,
        "e-mails",
        _("E-mails in 24 hours to one person about one sender’s invitations and follow-ups."),
        minimum=0,
    )
    pair_mails_a_month: int = _number(
        3,
        "e-mails",
        _("E-mails in 30 days to one person about one sender’s invitations and follow-ups."),
        minimum=0,
    )
    address_days: int = _number(
        90,
        "days",
        _("Days for which a typed address is kept after its invitation is no longer open."),
        minimum=90,
    )
    join_link_days: int = _number(
        14, "days", _("Days for which the link to join in an e-mail opens an account.")
    )
    report_days: int = _number(
        30, "days", _("Days for which a delivered invitation can be reported after it ended."), minimum=0
    )
    verbs_an_hour: int = _number(
        300, "verbs", _("Actions of a member in an hour; a bulk action counts once.")
    )

    def __post_init__(self) -> None:
        for number in self.numbers():
            number.check()
        if self.restriction_min > self.restriction_max:
            raise InvalidNumber(
                "restriction_min", f"must not be above {self.restriction_max}, the highest threshold."
            )
        if list(self.reminder_days) != sorted(set(self.reminder_days)):
            raise InvalidNumber("reminder_days", "must rise.")

    @classmethod
    def from_strings(cls, strings: Mapping[str, str]) -> Policy:
        """From numbers by name, as people write them: a list with commas. Raises `InvalidNumber`."""
        numbers: dict[str, Any] = {
            each.name: _parse(each, strings[each.name]) for each in cls().numbers() if each.name in strings
        }
        return cls(**numbers)

    @property
    def join_link_life(self) -> timedelta:
        return timedelta(days=self.join_link_days)

    def numbers(self) -> list[Number]:
        return [Number(each.name, getattr(self, each.name), **each.metadata) for each in fields(self)]


def _parse(number: Number, text: str) -> Value:
    is_list = isinstance(number.value, tuple)
    try:
        values = tuple(int(part) for part in text.split(",")) if text.strip() else ()
    except ValueError:
        raise InvalidNumber(number.name, f"must be whole numbers ({number.unit}), not {text!r}.") from None
    if not is_list and len(values) != 1:
        raise InvalidNumber(number.name, f"must be one whole number ({number.unit}).")
    return values if is_list else values[0]


FIXED = [
    Number(
        "gate_window",
        GATE_WINDOW.days,
        "days",
        _("Days for which tries of the address gate count for one pair."),
        is_fixed=True,
    )
]


def _from_environment() -> Policy:
    """The policy of `INVITATIONS_…`. Raises `ImproperlyConfigured` with the variable that is wrong."""
    strings = {name.removeprefix(PREFIX).lower(): text for name, text in settings.INVITATIONS.items()}
    try:
        return Policy.from_strings(strings)
    except InvalidNumber as error:
        raise ImproperlyConfigured(f"{PREFIX}{error.name.upper()} {error.reason}") from None


IN_FORCE = _from_environment()
"""The policy of this site. Code asks `current()`."""

_other: ContextVar[Policy | None] = ContextVar("other_policy", default=None)


def current() -> Policy:
    """The policy of this site, or the other one within `using`."""
    return _other.get() or IN_FORCE


@contextmanager
def using(other: Policy) -> Iterator[None]:
    """Context manager: `current()` returns `other`, in this thread only."""
    token = _other.set(other)
    try:
        yield
    finally:
        _other.reset(token)


def restriction_threshold(member_id: int, lifts: int) -> int:
    """How many distinct refusers restrict this member: pseudo-random by keyed hash, new after every lift."""
    lowest, highest = current().restriction_min, current().restriction_max
    draw = int(keyed_hash("invitations.restriction", f"{member_id}:{lifts}"), 16)
    return lowest + draw % (highest - lowest + 1)


def follow_up_from(proposed_at: datetime, time_zone: str) -> datetime:
    """When a follow-up of what was proposed then becomes possible: at the start of a day in the sender's time zone."""
    return start_of_day(proposed_at, current().follow_up_days, find_zone(time_zone))


def reportable_since(now: datetime) -> datetime:
    """What ended after this moment can be reported now."""
    return now - timedelta(days=current().report_days)


def next_reminder(counted_from: datetime | None, after: datetime) -> datetime | None:
    """The first reminder day after a time; None after the last one, or where none is counted."""
    days = [counted_from + timedelta(days=day) for day in current().reminder_days] if counted_from else []
    return next((day for day in days if day > after), None)


def days_since(counted_from: datetime | None, moment: datetime) -> int:
    """How many whole days have passed since reminders are counted; 0 where none is counted."""
    return (moment - counted_from).days if counted_from else 0


def allowance() -> int:
    return current().allowance


def weekly_allowance() -> int:
    return current().weekly_allowance
