"""The site record, kept in the memory of each process, and as new as the database at the beginning of each request.

Each save gives the record another `version`. The statement that loads the member of a session reads it too
(`current_version`), and hands it over (`note_version`), so that a page of a signed-in member needs no query for the record. Where
none has been read, `current()` asks once for the request. What is neither a member's nor decides anything, the look of a page
for visitors and what the worker writes, may be `MAX_AGE` old: no query for each.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DatabaseError
from django.db.models import QuerySet, Subquery

if TYPE_CHECKING:
    from network.site.models import Site

MAX_AGE = 1.0
"""Seconds."""

loaders: dict[str, Callable[[], Any]] = {}
"""By name what other apps read with the record, for its `extras`. Whoever changes it calls `Site.objects.touch()`."""
_record: Site | None = None
_read_at = 0.0
_in_request: ContextVar[bool] = ContextVar("in_request", default=False)
_seen: ContextVar[str | None] = ContextVar("seen_version", default=None)
"""The version that the database had in this request."""


def current() -> Site:
    """The record, which nobody may change: edit `Site.objects.get()` instead. Its defaults where there is no row.

    Outside of requests as `recent()`.
    """
    record = _record
    if record is not None and record.version == _seen.get():
        return record
    return _read() if _in_request.get() else recent()


def recent() -> Site:
    """The record as `current()` has it where its version has been read in this request; else it may be `MAX_AGE` old."""
    record = _record
    if record is None or monotonic() > _read_at + MAX_AGE or _seen.get() not in (None, record.version):
        return _read()
    return record


def current_version() -> Subquery:
    """The version as a column of another query: its value is for `note_version`."""
    return Subquery(_rows().values("version")[:1])


def note_version(version: str | None) -> None:
    """The version that has just been read in a request, None where there is no row."""
    if _in_request.get():
        _seen.set(version or "")


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


def _read() -> Site:
    """From the database; where it does not answer, what this process has read last: error pages need one too."""
    global _record, _read_at
    record = _record
    try:
        version = _rows().values_list("version", flat=True).first() or ""
        if record is None or record.version != version:
            record = _load()
    except DatabaseError:
        return record or _defaults()
    _record, _read_at = record, monotonic()
    note_version(record.version)
    return record


def _load() -> Site:
    """The row, with what pages show beside it."""
    record = _rows().first() or _defaults()
    record.logos = {logo.variant: logo for logo in _model("Logo").objects.defer("image")}
    versions = _model("LegalVersion").objects
    newest = dict(versions.newest().values_list("page", "number"))
    record.pages, record.terms_version = tuple(newest), newest.get("terms", 0)
    record.terms_to_accept = versions.number_to_accept()
    record.extras = {name: load() for name, load in loaders.items()}
    return record


def _defaults() -> Site:
    site: Site = _model("Site")(version="")
    return site


def _model(name: str) -> Any:
    return apps.get_model("site", name)


def _rows() -> QuerySet[Site]:
    rows: QuerySet[Site] = _model("Site").objects.order_by("pk")
    return rows
