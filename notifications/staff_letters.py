"""The daily letter to staff: what waits for each of them, as far as they may see and handle it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from network import clock
from network.common.admin_start import waiting_for
from notifications.models import EmailPreferences
from notifications.receivers import queue_staff_letter

HOUR = 7
"""Letters are written from this hour on, by the clock of each reader."""


def write() -> int:
    """A step of `tick`: queue the letter of today for whom something waits. Returns how many were queued.

    Each is looked at once on a day of theirs, whatever there is, so that nobody gets two.
    """
    wanting = EmailPreferences.objects.filter(staff_letters=True, none=False, member__is_staff=True)
    return sum(map(_write, wanting.select_related("member").order_by("pk")))


@transaction.atomic
def _write(preferences: EmailPreferences) -> bool:
    member = preferences.member
    now = clock.now().astimezone(ZoneInfo(member.time_zone))
    day = now.date()
    if now.hour < HOUR:
        return False
    not_yet = Q(staff_letter_on=None) | Q(staff_letter_on__lt=day)
    if not EmailPreferences.objects.filter(not_yet, pk=preferences.pk).update(staff_letter_on=day):
        return False
    if not waiting_for(member):
        return False
    queue_staff_letter(member, day)
    return True
