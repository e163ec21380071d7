"""The site record, kept in the memory of each process, and as new as the database at the beginning of each request.

Each save gives the record another `version`. The statement that loads the member of a session reads it too
(`current_version`), and hands it over (`note_version`), so that a page of a signed-in member needs no query for the record. Where
none has been read, `current()` asks once for the request; outside of requests, as in the worker, at most once in `MAX_AGE`.
"""

from __future__ import annotations

from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet, Subquery

if TYPE_CHECKING:
    from network.site.models import Site

MAX_AGE = 1.0
"""Seconds for which a process that answers no request does not ask again."""

_record: Site | None = None
_in_request: ContextVar[bool] = ContextVar("in_request", default=False)
_seen: ContextVar[tuple[str, float] | None] = ContextVar("seen_version", default=None)
"""The version that the database had, and until when that counts."""


def current() -> Site:
    """The record, which nobody may change: edit `Site.objects.get()` instead. Its defaults where there is no row."""
    global _record
    record = _record
    if record is None or record.version != _seen_version():
        record = _rows().first() or apps.get_model("site", "Site")(version="")
        _record = record
        note_version(record.version)
    return record


def current_version() -> Subquery:
    """The version as a column of another query: its value is for `note_version`."""
    return Subquery(_rows().values("version")[:1])


def note_version(version: str | None) -> None:
    """The version that has just been read, None where there is no row."""
    until = float("inf") if _in_request.get() else monotonic() + MAX_AGE
    _seen.set((version or "", until))


def begin_request(**kwargs: Any) -> None:
    _in_request.set(True)
    _seen.set(None)


def end_request(**kwargs: Any) -> None:
    _in_request.set(False)
    _seen.set(None)


def forget(**kwargs: Any) -> None:
    """After a change by this process: read the record again at once, in the same transaction too."""
    global _record
    _record = None
    _seen.set(None)


def _rows() -> QuerySet[Site]:
    rows: QuerySet[Site] = apps.get_model("site", "Site").objects.order_by("pk")
    return rows


def _seen_version() -> str | None:
    seen = _seen.get()
    return seen[0] if seen and monotonic() < seen[1] else None
