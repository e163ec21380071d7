"""How pages speak of people, and of their time: near days in words, far ones as a date."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from network import clock
from network.members.models import MutualConnections

register = template.Library()
A_WEEK, A_MONTH, A_YEAR = 7, 30, 365


@register.filter
def ago(moment: datetime) -> SafeString:
    """How long since, counted in the reader's calendar days: “today”, “2 days ago”, “last week”."""
    days = (timezone.localdate(clock.now()) - timezone.localdate(moment)).days
    return _time(moment, _distance(days) if days < A_YEAR else _date(moment))


@register.filter
def day(moment: datetime) -> SafeString:
    """The calendar day, with its year where that is not this one."""
    return _time(moment, _date(moment))


@register.filter
def minute(moment: datetime) -> SafeString:
    """The calendar day and the time of day."""
    at = formats.time_format(timezone.localtime(moment), "H:i")
    return _time(moment, _("%(day)s, %(time)s") % {"day": _date(moment), "time": at})


@register.filter
def named(shared: MutualConnections) -> SafeString:
    """The first of those whom two people share, each in their own direction; “…” where there are more."""
    names = [(person.name,) for person in shared.faces]
    more = " …" if shared.count > len(names) else ""
    return format_html(
        "{}{}", format_html_join(pgettext("between names", ", "), "<bdi>{}</bdi>", names), more
    )


def _distance(days: int) -> str:
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < A_WEEK:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < 2 * A_WEEK:
        return _("last week")
    if days < A_MONTH:
        weeks = days // A_WEEK
        return ngettext("%(count)s week ago", "%(count)s weeks ago", weeks) % {"count": weeks}
    months = days // A_MONTH
    return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}


def _date(moment: datetime) -> str:
    local = timezone.localtime(moment)
    this_year = local.year == timezone.localtime(clock.now()).year
    pattern = pgettext("date format", "j F") if this_year else pgettext("date format", "j F Y")
    return formats.date_format(local, pattern)


def _time(moment: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), words)
