"""For how long the e-mails about other members are spread, so that their times do not tell of those that were not sent."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom

from django.conf import settings

from invitations.models import Delivery
from network import clock

EACH = timedelta(seconds=4)
"""So much time for each e-mail: many times what the mail server takes, and more than a worker waits for its next task."""

LONGEST = timedelta(hours=1)
LATELY = timedelta(minutes=10)
PROPOSALS = [Delivery.Kind.INVITATION, Delivery.Kind.FOLLOW_UP, Delivery.Kind.MESSAGE]

_random = SystemRandom()


def shortest_span() -> timedelta:
    """MAIL_SPREAD_SECONDS: what a request uses, which may not count what others have sent."""
    return timedelta(seconds=settings.MAIL_SPREAD_SECONDS)


def span_for(number: int) -> timedelta:
    """The time for so many e-mails: MAIL_SPREAD_SECONDS, doubled until each has `EACH`, or up to twice that; at most `LONGEST`.

    Doubled, and how much is needed drawn, because a time that follows from the number would tell it.
    """
    span, needed = shortest_span(), min(number * EACH * _random.uniform(1, 2), LONGEST)
    while timedelta() < span < needed:
        span = min(2 * span, LONGEST)
    return span


def span_for_deliveries() -> timedelta:
    """The time for one of the e-mails about what members have asked for lately, whatever came of it. For workers alone."""
    return span_for(asked_lately())


def asked_lately() -> int:
    """How much members have asked for lately: not what waits, because what waits depends on what was not delivered."""
    if not settings.MAIL_SPREAD_SECONDS:
        return 0
    newest = Delivery.objects.filter(kind__in=PROPOSALS).order_by("-pk")[: LONGEST // EACH]
    asked = Delivery.objects.filter(pk__in=newest.values("pk"), requested_at__gt=clock.now() - LATELY)
    return asked.count()


def span_for_reminders() -> timedelta:
    """Always the longest: how many reminders go out depends on what their recipients have done, so a time that follows from
    their number would tell it, and nobody waits for a reminder.
    """
    return LONGEST if settings.MAIL_SPREAD_SECONDS else timedelta()


def draw_delay(span: timedelta) -> timedelta:
    """How long one e-mail waits."""
    return _random.uniform(0, 1) * span
