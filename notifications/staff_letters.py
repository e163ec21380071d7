"""The daily letter to staff: what waits for each of them, as far as they may see and handle it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from network import clock
from network.common.admin_start import waiting_for
from network.members.models import Member
from notifications.models import EmailPreferences
from notifications.receivers import queue_staff_letter

HOUR = 7
"""Letters are written from this hour on, by the clock of each reader."""


def write() -> int:
    """A step of `tick`: queue the letter of today for whom something waits. Returns how many were queued.

    Each is looked at once on a day of theirs, whatever there is, so that nobody gets two.
    """
    days = [(row, _day_of(row.member)) for row in _wanting()]
    return sum(_write(row.member, day) for row, day in days if (row.staff_letter_on or date.min) < day)


def _wanting() -> QuerySet[EmailPreferences]:
    """The preferences of staff who want the letter, found by the index of the few staff."""
    staff = Member.objects.filter(is_staff=True).values("pk")
    wanting = EmailPreferences.objects.filter(staff_letters=True, none=False, member__in=staff)
    return wanting.select_related("member")


def _day_of(member: Member) -> date:
    """The day whose letter is due; before `HOUR` that of no day."""
    now = clock.now().astimezone(ZoneInfo(member.time_zone))
    return now.date() if now.hour >= HOUR else date.min


@transaction.atomic
def _write(member: Member, day: date) -> bool:
    """Of several workers the first looks."""
    not_yet = Q(staff_letter_on=None) | Q(staff_letter_on__lt=day)
    if not EmailPreferences.objects.filter(not_yet, member=member).update(staff_letter_on=day):
        return False
    if not waiting_for(member):
        return False
    queue_staff_letter(member, day)
    return True
