"""The start page of the admin: what waits, then sections. Apps add their queues and functions in their admin modules.

A function gets the request and gives only what this member of staff may view, without rows about themselves; of a queue
`network.common.admin` counts as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.common.admin import PartiesAdmin, changelist_url, countable_by, may_open


@dataclass(frozen=True)
class Tile:
    """A number or a time, what it counts, and the list that it links to. `is_alarm`: somebody should look."""

    value: str
    label: str
    url: str
    is_alarm: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the page: the template, and a function for what it shows, None where the viewer may view none of it."""

    template_name: str
    get_content: Callable[[HttpRequest], Any]
    is_aside: bool = False


@dataclass(frozen=True)
class Queue:
    """Rows that wait for staff: a tile of the start page, and a line of the daily letter.

    `rows` are all that wait, `filters` gives those with which the list of the admin shows them. `label` is the text of the tile after the
    number, `sentence` that of the letter with the number; each is given the number.
    """

    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    label: Callable[[int], str]
    sentence: Callable[[int], str]
    filters: Callable[[], Mapping[str, Any]] = dict

    @property
    def model_admin(self) -> PartiesAdmin[Any]:
        return cast(PartiesAdmin[Any], admin.site.get_model_admin(self.model))

    @property
    def url(self) -> str:
        return changelist_url(self.model, **self.filters())

    def count_for(self, viewer: Any) -> int:
        """How many rows wait, without those that this member of staff does not see or that are about them."""
        return countable_by(viewer, self.rows()).distinct().count()


@dataclass(frozen=True)
class Waiting:
    """How many rows of a queue wait for one member of staff."""

    queue: Queue
    count: int

    @property
    def sentence(self) -> str:
        return self.queue.sentence(self.count)


QUEUES: list[Queue] = []
TILES: list[Callable[[HttpRequest], Iterable[Tile]]] = []
SECTIONS: list[Section] = []


def waiting_for(viewer: Any) -> list[Waiting]:
    """What this member of staff can do now: the queues that they may handle and that are not empty."""
    if not (viewer.is_staff and viewer.is_active):
        return []
    handled = (queue for queue in QUEUES if queue.model_admin.may_handle(viewer))
    return [found for queue in handled if (found := Waiting(queue, queue.count_for(viewer))).count]


def tiles_of_queues(request: HttpRequest) -> Iterator[Tile]:
    for queue in QUEUES:
        if may_open(request, queue.model):
            count = queue.count_for(request.user)
            yield Tile(str(count), queue.label(count), queue.url, is_alarm=bool(count))


TILES.append(tiles_of_queues)


def start_page(request: HttpRequest) -> dict[str, Any]:
    """The template context: tiles, and the sections with their content, those of the side column apart."""
    shown = [(section, section.get_content(request)) for section in SECTIONS]
    contents = [(section, content) for section, content in shown if content is not None]
    return {
        "tiles": [tile for tiles in TILES for tile in tiles(request)],
        "sections": [(s.template_name, content) for s, content in contents if not s.is_aside],
        "asides": [(s.template_name, content) for s, content in contents if s.is_aside],
    }


def short_duration(span: timedelta) -> str:
    """A time span in its largest unit, as short as a number on a tile: “4 s”, “2 min”, “3 h”, “5 days”."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 60:
        return _("%(count)d s") % {"count": seconds}
    if seconds < 60 * 60:
        return _("%(count)d min") % {"count": seconds // 60}
    if span.days < 1:
        return _("%(count)d h") % {"count": seconds // 3600}
    return ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}
