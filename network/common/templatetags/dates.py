"""Template filters for dates: recent days as relative words, older ones as a date."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from markupsafe import escape

from network import clock

register = template.Library()
DAYS_PER_WEEK, DAYS_PER_MONTH, DAYS_PER_YEAR = 7, 30, 365


@register.filter
def ago(moment: datetime) -> SafeString:
    """The time since `moment` in calendar days of the reader's time zone: “today”, “2 days ago”, “last week”."""
    days = (timezone.localdate(clock.now()) - timezone.localdate(moment)).days
    return _time_element(moment, _relative_date(days) if days < DAYS_PER_YEAR else day_text(moment))


@register.filter
def day(moment: datetime) -> SafeString:
    """The calendar day, with the year unless it is the current one."""
    return _time_element(moment, day_text(moment))


@register.filter
def minute(moment: datetime) -> SafeString:
    """The calendar day and the time of day."""
    time = formats.time_format(timezone.localtime(moment), "H:i")
    return _time_element(moment, _("%(day)s, %(time)s") % {"day": day_text(moment), "time": time})


@register.filter
def short_day(moment: datetime) -> SafeString:
    """The calendar day with the short name of its month, for lines that name several."""
    text = formats.date_format(timezone.localtime(moment), pgettext("date format", "j M"))
    return _time_element(moment, text)


def _relative_date(days: int) -> str:
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < DAYS_PER_WEEK:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < 2 * DAYS_PER_WEEK:
        return _("last week")
    if days < DAYS_PER_MONTH:
        weeks = days // DAYS_PER_WEEK
        return ngettext("%(count)s week ago", "%(count)s weeks ago", weeks) % {"count": weeks}
    months = days // DAYS_PER_MONTH
    return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}


def day_text(moment: datetime) -> str:
    """The calendar day in the current time zone, with the year unless it is the current one."""
    local, today = timezone.localdate(moment), timezone.localdate(clock.now())
    return _date_text(local, local.year == today.year, get_language())


@lru_cache(maxsize=4096)
def _date_text(local: date, is_this_year: bool, _language: str | None) -> str:
    pattern = pgettext("date format", "j F") if is_this_year else pgettext("date format", "j F Y")
    return formats.date_format(local, pattern)


def _time_element(moment: datetime, text: str) -> SafeString:
    return mark_safe(f'<time datetime="{moment.isoformat(timespec="minutes")}">{escape(text)}</time>')  # noqa: S308
