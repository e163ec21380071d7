"""What the start page of the admin says about e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network import clock
from network.common.admin import changelist_url, countable_by, may_view
from network.common.admin_start import QUEUES, TILES, Queue, Tile, short_duration
from notifications.models import Outbox

Status = Outbox.Status


RECENT = timedelta(days=14)
"""A failed e-mail is to be seen for so long: it is retried for five days, and stays failed unless staff send it again."""


def _recently() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - RECENT


def tiles(request: HttpRequest) -> Iterator[Tile]:
    """How long ago the last e-mail was sent; none about the viewer."""
    if not may_view(request.user, Outbox):
        return
    sent_at = countable_by(request.user, Outbox.objects.all()).aggregate(at=Max("sent_at"))["at"]
    age = short_duration(clock.now() - sent_at) if sent_at else "–"
    yield Tile(age, _("since the last e-mail was sent"), changelist_url(Outbox, status__exact=Status.SENT))


QUEUES.append(
    Queue(
        Outbox,
        lambda: Outbox.objects.filter(status=Status.FAILED, created_at__gte=_recently()),
        lambda count: ngettext("failed e-mail", "failed e-mails", count),
        lambda count: (
            ngettext("%(count)d failed e-mail", "%(count)d failed e-mails", count) % {"count": count}
        ),
        lambda: {"status__exact": Status.FAILED, "created_at__gte": _recently()},
    )
)
TILES.append(tiles)
