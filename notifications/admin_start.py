"""What the start page of the admin says about e-mail."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network import clock
from network.common.admin import changelist_url, countable_by, may_view
from network.common.admin_start import TILES, Tile, short_duration
from notifications.models import Outbox

Status = Outbox.Status


def tiles(request: HttpRequest) -> Iterator[Tile]:
    """How many e-mails failed, and how long ago the last one was sent; none about the viewer."""
    if not may_view(request.user, Outbox):
        return
    rows = countable_by(request.user, Outbox.objects.all())
    failed = Count("pk", filter=Q(status=Status.FAILED), distinct=True)
    numbers = rows.aggregate(failed=failed, sent_at=Max("sent_at"))
    count, sent_at = numbers["failed"], numbers["sent_at"]
    label = ngettext("failed e-mail", "failed e-mails", count)
    yield Tile(str(count), label, changelist_url(Outbox, status__exact=Status.FAILED), is_alarm=bool(count))
    age = short_duration(clock.now() - sent_at) if sent_at else "–"
    yield Tile(age, _("since the last e-mail was sent"), changelist_url(Outbox, status__exact=Status.SENT))


TILES.append(tiles)
