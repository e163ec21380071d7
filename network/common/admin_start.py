"""The start page of the admin: what waits, then sections. Apps add their functions in their admin modules.

A function gets the request and gives only what this member of staff may view, without rows about themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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


TILES: list[Callable[[HttpRequest], Iterable[Tile]]] = []
SECTIONS: list[Section] = []


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
