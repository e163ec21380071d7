"""All numbers of the lifecycle: value, unit, sentence and environment variable. No other module defines one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from network.common.hashing import keyed_hash
from network.common.time_zones import find_zone, start_of_day


@dataclass(frozen=True)
class Number:
    variable: str
    value: int | tuple[int, ...]
    unit: str
    sentence: str


NUMBERS: list[Number] = []
LARGEST, LARGEST_DAYS = 1_000_000, 36_500
"""No number is larger: columns hold them, and a date so far away can be computed."""


def _integers(variable: str, default: str, unit: str, sentence: str, minimum: int) -> tuple[int, ...]:
    """Whole numbers from the setting, comma-separated. Raises `ImproperlyConfigured` for anything else."""
    raw = settings.INVITATIONS.get(variable, default)
    try:
        values = tuple(int(part) for part in raw.split(",")) if raw.strip() else ()
    except ValueError:
        raise ImproperlyConfigured(f"{variable} must be whole numbers ({unit}), not {raw!r}.") from None
    if any(value < minimum for value in values):
        raise ImproperlyConfigured(f"{variable} must be at least {minimum} ({unit}).")
    largest = LARGEST_DAYS if unit == "days" else LARGEST
    if any(value > largest for value in values):
        raise ImproperlyConfigured(f"{variable} must be at most {largest} ({unit}).")
    NUMBERS.append(Number(variable, values[0] if len(values) == 1 else values, unit, sentence))
    return values


def _integer(variable: str, default: int, unit: str, sentence: str, minimum: int = 1) -> int:
    values = _integers(variable, str(default), unit, sentence, minimum)
    if len(values) != 1:
        raise ImproperlyConfigured(f"{variable} must be one whole number ({unit}).")
    return values[0]


NOTE_LENGTH = _integer("INVITATIONS_NOTE_LENGTH", 300, "characters", "A note or message may be this long.")
REMINDER_DAYS = _integers(
    "INVITATIONS_REMINDER_DAYS", "7,14,21", "days", "Reminders leave so long after the first delivery.", 1
)
FOLLOW_UP_DAYS = _integer(
    "INVITATIONS_FOLLOW_UP_DAYS",
    7,
    "days",
    "A follow-up is possible from the start of the day that is so long after the last proposal.",
    0,
)
FOLLOW_UPS = _integer(
    "INVITATIONS_FOLLOW_UPS", 2, "follow-ups", "An invitation may be followed up so often.", 0
)
CLOSE_DAYS = _integer(
    "INVITATIONS_CLOSE_DAYS", 180, "days", "An open invitation closes so long after the last proposal."
)
ALLOWANCE = _integer("INVITATIONS_ALLOWANCE", 3000, "invitations", "A new member may send so many in all.", 0)
WEEKLY_ALLOWANCE = _integer(
    "INVITATIONS_WEEKLY_ALLOWANCE", 100, "invitations", "A member may send so many in any 7 days.", 0
)
RESTRICTION_MIN = _integer(
    "INVITATIONS_RESTRICTION_MIN",
    5,
    "refusers",
    "The lowest hidden threshold of refusers that restricts an account.",
)
RESTRICTION_MAX = _integer(
    "INVITATIONS_RESTRICTION_MAX",
    8,
    "refusers",
    "The highest hidden threshold of refusers that restricts an account.",
)
RESTRICTION_DAYS = _integer("INVITATIONS_RESTRICTION_DAYS", 90, "days", "Refusals count for so long.")
TAKE_BACK_MINUTES = _integer(
    "INVITATIONS_TAKE_BACK_MINUTES", 10, "minutes", "“I don't know” can be taken back for so long.", 0
)
GATE_TRIES = _integer(
    "INVITATIONS_GATE_TRIES", 3, "tries", "The address gate takes so many tries a pair in 90 days."
)
GATE_TRIES_A_DAY = _integer(
    "INVITATIONS_GATE_TRIES_A_DAY",
    10,
    "tries",
    "The address gate takes so many tries of one member in a day.",
)
REPLIES_A_DAY = _integer(
    "INVITATIONS_REPLIES_A_DAY", 10, "replies", "A recipient may reply to one invitation so often in a day."
)
BATCHES_A_DAY = _integer(
    "INVITATIONS_BATCHES_A_DAY",
    10,
    "lists",
    "A member may hand in so many long lists of addresses in a day.",
    0,
)
BATCH_DAYS = _integer(
    "INVITATIONS_BATCH_DAYS",
    30,
    "days",
    "A long list of addresses is forgotten so long after it was handed in.",
)
ADDRESS_MAILS_A_DAY = _integer(
    "INVITATIONS_ADDRESS_MAILS_A_DAY",
    1,
    "e-mails",
    "A person who is no member is written to so often a day.",
    0,
)
ADDRESS_INVITERS_A_WEEK = _integer(
    "INVITATIONS_ADDRESS_INVITERS_A_WEEK",
    3,
    "inviters",
    "So many members may reach one non-member in 7 days, reminders included.",
    0,
)
PAIR_MAILS_A_DAY = _integer(
    "INVITATIONS_PAIR_MAILS_A_DAY",
    1,
    "e-mails",
    "A person is told of one sender's invitations and follow-ups so often in 24 hours.",
    0,
)
PAIR_MAILS_A_MONTH = _integer(
    "INVITATIONS_PAIR_MAILS_A_MONTH",
    3,
    "e-mails",
    "A person is told of one sender's invitations and follow-ups so often in 30 days.",
    0,
)
ADDRESS_DAYS = _integer(
    "INVITATIONS_ADDRESS_DAYS",
    90,
    "days",
    "A typed address is kept so long after its invitation is no longer open.",
    90,
)
JOIN_LINK_DAYS = _integer(
    "INVITATIONS_JOIN_LINK_DAYS", 14, "days", "The link to join in an e-mail opens an account for so long."
)

REPORT_DAYS = _integer(
    "INVITATIONS_REPORT_DAYS",
    30,
    "days",
    "An invitation that was delivered can be reported so long after it ended.",
    0,
)

VERBS_AN_HOUR = _integer(
    "INVITATIONS_VERBS_AN_HOUR",
    300,
    "verbs",
    "A member may use so many verbs in an hour, a bulk action being one.",
)

if RESTRICTION_MIN > RESTRICTION_MAX:
    raise ImproperlyConfigured("INVITATIONS_RESTRICTION_MIN must not be above INVITATIONS_RESTRICTION_MAX.")
if list(REMINDER_DAYS) != sorted(set(REMINDER_DAYS)):
    raise ImproperlyConfigured("INVITATIONS_REMINDER_DAYS must rise.")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
GATE_WINDOW = timedelta(days=90)
JOIN_LINK_LIFE = timedelta(days=JOIN_LINK_DAYS)


def restriction_threshold(member_id: int, lifts: int) -> int:
    """How many distinct refusers restrict this member: pseudo-random by keyed hash, new after every lift."""
    draw = int(keyed_hash("invitations.restriction", f"{member_id}:{lifts}"), 16)
    return RESTRICTION_MIN + draw % (RESTRICTION_MAX - RESTRICTION_MIN + 1)


def follow_up_from(proposed_at: datetime, time_zone: str) -> datetime:
    """When a follow-up of what was proposed then becomes possible: at the start of a day in the sender's time zone."""
    return start_of_day(proposed_at, FOLLOW_UP_DAYS, find_zone(time_zone))


def next_reminder(counted_from: datetime | None, after: datetime) -> datetime | None:
    """The first reminder day after a time; None after the last one, or where none is counted."""
    days = [counted_from + timedelta(days=day) for day in REMINDER_DAYS] if counted_from else []
    return next((day for day in days if day > after), None)


def reminder_days_until(counted_from: datetime | None, moment: datetime) -> int:
    """How many reminder days have come by this moment."""
    return sum(counted_from + timedelta(days=day) <= moment for day in REMINDER_DAYS) if counted_from else 0


def allowance() -> int:
    return ALLOWANCE


def weekly_allowance() -> int:
    return WEEKLY_ALLOWANCE
