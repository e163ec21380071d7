"""All numbers of the lifecycle: value, unit, sentence and environment variable. No other module defines one.

Staff read them on the start page of the admin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.common.hashing import keyed_hash
from network.common.time_zones import find_zone, start_of_day


@dataclass(frozen=True)
class Number:
    variable: str
    value: int | tuple[int, ...]
    unit: str
    sentence: str | Promise

    @property
    def shown(self) -> str:
        """The value as a person reads it; an empty list is a dash."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return ", ".join(map(str, values)) or "–"


NUMBERS: list[Number] = []
LARGEST, LARGEST_DAYS = 1_000_000, 36_500
"""No number is larger: columns hold them, and a date so far away can be computed."""


def _integers(
    variable: str, default: str, unit: str, sentence: str | Promise, minimum: int
) -> tuple[int, ...]:
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


def _integer(variable: str, default: int, unit: str, sentence: str | Promise, minimum: int = 1) -> int:
    values = _integers(variable, str(default), unit, sentence, minimum)
    if len(values) != 1:
        raise ImproperlyConfigured(f"{variable} must be one whole number ({unit}).")
    return values[0]


NOTE_LENGTH = _integer(
    "INVITATIONS_NOTE_LENGTH", 300, "characters", _("The most characters of a note or message.")
)
REMINDER_DAYS = _integers(
    "INVITATIONS_REMINDER_DAYS",
    "7,14,21",
    "days",
    _("Days after the first delivery on which a reminder is sent."),
    1,
)
FOLLOW_UP_DAYS = _integer(
    "INVITATIONS_FOLLOW_UP_DAYS",
    7,
    "days",
    _("Days after the last proposal until a follow-up is possible, counted from the start of the day."),
    0,
)
FOLLOW_UPS = _integer(
    "INVITATIONS_FOLLOW_UPS", 2, "follow-ups", _("The most follow-ups of one invitation."), 0
)
CLOSE_DAYS = _integer(
    "INVITATIONS_CLOSE_DAYS",
    180,
    "days",
    _("Days after the last proposal until an open invitation is closed."),
)
ALLOWANCE = _integer(
    "INVITATIONS_ALLOWANCE", 3000, "invitations", _("Invitations that a new member may send in all."), 0
)
WEEKLY_ALLOWANCE = _integer(
    "INVITATIONS_WEEKLY_ALLOWANCE",
    100,
    "invitations",
    _("Invitations that a new member may send in any 7 days."),
    0,
)
RESTRICTION_MIN = _integer(
    "INVITATIONS_RESTRICTION_MIN",
    5,
    "refusers",
    _("The lowest hidden threshold of refusers that restricts an account."),
)
RESTRICTION_MAX = _integer(
    "INVITATIONS_RESTRICTION_MAX",
    8,
    "refusers",
    _("The highest hidden threshold of refusers that restricts an account."),
)
RESTRICTION_DAYS = _integer(
    "INVITATIONS_RESTRICTION_DAYS", 90, "days", _("Days for which a refusal counts against its sender.")
)
TAKE_BACK_MINUTES = _integer(
    "INVITATIONS_TAKE_BACK_MINUTES", 10, "minutes", _("Minutes for which “I don’t know” can be undone."), 0
)
GATE_TRIES = _integer(
    "INVITATIONS_GATE_TRIES",
    3,
    "tries",
    _("Tries of the address gate for one pair of members, within its window."),
)
GATE_TRIES_A_DAY = _integer(
    "INVITATIONS_GATE_TRIES_A_DAY", 10, "tries", _("Tries of the address gate that one member has in a day.")
)
REPLIES_A_DAY = _integer("INVITATIONS_REPLIES_A_DAY", 10, "replies", _("Replies to one invitation in a day."))
BATCHES_A_DAY = _integer(
    "INVITATIONS_BATCHES_A_DAY", 10, "lists", _("Address imports that a member may submit in a day."), 0
)
BATCH_DAYS = _integer(
    "INVITATIONS_BATCH_DAYS", 30, "days", _("Days after which an address import is deleted.")
)
ADDRESS_MAILS_A_DAY = _integer(
    "INVITATIONS_ADDRESS_MAILS_A_DAY", 1, "e-mails", _("E-mails a day to one person who is not a member."), 0
)
ADDRESS_INVITERS_A_WEEK = _integer(
    "INVITATIONS_ADDRESS_INVITERS_A_WEEK",
    3,
    "inviters",
    _("Members who may reach one non-member in 7 days, reminders included."),
    0,
)
PAIR_MAILS_A_DAY = _integer(
    "INVITATIONS_PAIR_MAILS_A_DAY",
    1,
    "e-mails",
    _("E-mails in 24 hours to one person about one sender’s invitations and follow-ups."),
    0,
)
PAIR_MAILS_A_MONTH = _integer(
    "INVITATIONS_PAIR_MAILS_A_MONTH",
    3,
    "e-mails",
    _("E-mails in 30 days to one person about one sender’s invitations and follow-ups."),
    0,
)
ADDRESS_DAYS = _integer(
    "INVITATIONS_ADDRESS_DAYS",
    90,
    "days",
    _("Days for which a typed address is kept after its invitation is no longer open."),
    90,
)
JOIN_LINK_DAYS = _integer(
    "INVITATIONS_JOIN_LINK_DAYS",
    14,
    "days",
    _("Days for which the link to join in an e-mail opens an account."),
)

REPORT_DAYS = _integer(
    "INVITATIONS_REPORT_DAYS",
    30,
    "days",
    _("Days for which a delivered invitation can be reported after it ended."),
    0,
)

VERBS_AN_HOUR = _integer(
    "INVITATIONS_VERBS_AN_HOUR", 300, "verbs", _("Actions of a member in an hour; a bulk action counts once.")
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

FIXED = [
    Number("", GATE_WINDOW.days, "days", _("Days for which tries of the address gate count for one pair."))
]
"""Numbers that no variable changes."""


def restriction_threshold(member_id: int, lifts: int) -> int:
    """How many distinct refusers restrict this member: pseudo-random by keyed hash, new after every lift."""
    draw = int(keyed_hash("invitations.restriction", f"{member_id}:{lifts}"), 16)
    return RESTRICTION_MIN + draw % (RESTRICTION_MAX - RESTRICTION_MIN + 1)


def follow_up_from(proposed_at: datetime, time_zone: str) -> datetime:
    """When a follow-up of what was proposed then becomes possible: at the start of a day in the sender's time zone."""
    return start_of_day(proposed_at, FOLLOW_UP_DAYS, find_zone(time_zone))


def reportable_since(now: datetime) -> datetime:
    """What ended after this moment can be reported now."""
    return now - timedelta(days=REPORT_DAYS)


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
