"""Reads pages of members from a replica of the database (DATABASE_REPLICA_URL), as long as it is there and follows closely.

Only the view of a GET of a signed-in member reads from it: sessions, sign-in, e-mail links, the admin, workers and every
verb use the primary. So do the pages of a member for `PINNED` seconds after a POST of theirs, in whatever browser.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import Error, InterfaceError, OperationalError, connections, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
ALIAS = "replica"
APPS = frozenset({"members", "invitations", "notifications", "account"})
"""The labels of the apps whose rows make the pages; caches, sessions and tasks are not read from a replica."""
NAMESPACES = frozenset({"members", "invitations"})
VIEWS = frozenset({"home", "suggestions"})
PINNED = 5
MAX_STALENESS = 4.0
"""Seconds by which the replica may be behind: less than `PINNED`."""
PROBE_EVERY = 1.0
PAUSE = 5.0
"""Seconds for which a process does not ask a replica again that has failed."""
COOKIE = "posted"

_in_use: ContextVar[bool] = ContextVar("replica_in_use", default=False)


class ReplicaRouter:
    """Django's router: within the view of a page rows of APPS are read from the replica, all else uses the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        pages = _in_use.get() and model._meta.app_label in APPS and not _in_transaction()
        return ALIAS if pages else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return "default"

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, database: str, app_label: str, **hints: Any) -> bool:
        return database != ALIAS


class Monitor:
    """Whether the replica follows the primary, by this process's own observations; no clock of a server counts.

    It notes how far the primary's log is, and when; the replica is as stale as the newest note that it has replayed.
    """

    def __init__(self) -> None:
        self.notes: list[tuple[float, int]] = []
        self.fresh_at = self.probe_at = float("-inf")

    def is_usable(self) -> bool:
        """Probe at most every `PROBE_EVERY` seconds."""
        if monotonic() >= self.probe_at:
            self.probe_at = monotonic() + PROBE_EVERY
            self._probe()
        return monotonic() - self.fresh_at <= MAX_STALENESS

    def give_up(self, error: Exception) -> None:
        """Do not use the replica before the next probe, `PAUSE` seconds from now."""
        log.warning("The replica fails: %s", type(error).__name__)
        self.fresh_at, self.probe_at = float("-inf"), monotonic() + PAUSE
        connections[ALIAS].close()

    def _probe(self) -> None:
        now = monotonic()
        self.notes.append((now, _position("default", "SELECT true, pg_current_wal_lsn()")))
        try:
            replayed = _position(ALIAS, "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()")
        except Error as error:
            self.give_up(error)
            return
        done = [at for at, position in self.notes if position <= replayed]
        self.fresh_at = max([self.fresh_at, *done])
        self.notes = [note for note in self.notes if note[0] > max([now - 60, *done])]


monitor = Monitor()


class ReplicaMiddleware:
    """Must be the innermost: what the other middleware reads comes from the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        _in_use.set(False)
        if request.method not in ("GET", "HEAD"):
            _pin_browser(response)
            if request.user.is_authenticated:
                _pin(request.user.pk)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> None:
        _in_use.set(_may_use(request, view) and monitor.is_usable())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Make a page again from the primary whose replica was lost while it was made."""
        if not _in_use.get() or not isinstance(error, OperationalError | InterfaceError):
            return None
        _in_use.set(False)
        monitor.give_up(error)
        match = request.resolver_match
        return match.func(request, *match.args, **match.kwargs) if match else None


def pin_after_commit(member: int) -> None:
    """The next pages of this member come from the primary: for moves that may be made without signing in."""
    if ALIAS in settings.DATABASES:
        transaction.on_commit(partial(_pin, member))


def _may_use(request: HttpRequest, view: Callable[..., Any]) -> bool:
    if (
        request.method not in ("GET", "HEAD")
        or not request.user.is_authenticated
        or not _is_page(request, view)
    ):
        return False
    return COOKIE not in request.COOKIES and not cache.get(_key(request.user.pk))


def _is_page(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether it is a page of a signed-in member: no link of an e-mail, which may be as new as its row."""
    match = request.resolver_match
    if match is None:
        return False
    needs_login = getattr(view, "login_required", True)
    return match.view_name in VIEWS or (match.namespace in NAMESPACES and needs_login)


def _pin(member: int) -> None:
    cache.set(_key(member), True, PINNED)


def _pin_browser(response: HttpResponse) -> None:
    response.set_cookie(
        COOKIE, "1", max_age=PINNED, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _key(member: int) -> str:
    return f"replica.posted.{member}"


def _in_transaction() -> bool:
    return connections["default"].in_atomic_block


def _position(alias: str, query: str) -> int:
    """The position in the log of a server; -1 where the first column is false: it is no replica any more."""
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        is_valid, position = cursor.fetchone()
    high, low = position.split("/") if position else ("0", "0")
    return (int(high, 16) << 32 | int(low, 16)) if is_valid else -1
