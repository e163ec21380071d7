"""The one door: a request reads and changes private rows of the acting member alone.

`GuardedClient` looks at every statement of its requests. A statement that reads, updates or deletes a private table
must bind that table to the member who asks; inserting is free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from invitations.tokens import reception_of
from network.members.models import Member
from notifications.tokens import read_unsubscribe_token
from tests.privacy.sql import Statement, parse

OWNER = {
    "members_knock": "nobody",
    "invitations_reception": "member_id",
    "invitations_refusal": "refuser_id",
    "invitations_block": "blocker_id",
    "invitations_report": "reporter_id",
    "invitations_invitationevent": "actor_id",
    "invitations_delivery": "member_id",
    "invitations_approach": "nobody",
    "invitations_batch": "member_id",
    "members_departure": "member_id",
    "members_export": "member_id",
    "notifications_outbox": "member_id",
    "notifications_letter": "nobody",
    "notifications_emailpreferences": "member_id",
    "notifications_capturedemail": "to",
    "notifications_suppression": "member_id",
    "notifications_proof": "nobody",
}
EXEMPT = ("/admin/", "/readyz")  # the staff's own, and a yes or no about the whole queue


class Trespass(AssertionError):
    """A request has looked at somebody else's private half."""


@dataclass
class Door:
    """Who asks, and what the requests so far have said to the database."""

    keys: set[Any]
    trespasses: list[str] = field(default_factory=list)
    trace: list[tuple[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, member: Member | None) -> Door:
        return cls({member.pk, *member.addresses()} if member else set())

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.trace.append((sql, params))
        self.trespasses += [sql for statement in parse(sql) if not self.admits(statement, params)]
        return execute(sql, params, many, context)

    def admits(self, statement: Statement, params: Any) -> bool:
        return all(
            self.keys and statement.binds(alias, OWNER[table], self.keys, params)
            for alias, table in statement.tables.items()
            if table in OWNER
        )


class GuardedClient(Client):
    """A browser of a member, or of nobody: every request goes through the one door."""

    def __init__(self, member: Member | None = None, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.member = member
        self.trace: list[tuple[str, Any]] = []
        if member:
            self.force_login(member, backend=f"{ModelBackend.__module__}.{ModelBackend.__name__}")

    def request(self, **request: Any) -> Any:
        path = request["PATH_INFO"]
        door = Door.of(acting(path) or self.member)
        with connection.execute_wrapper(door):
            response = super().request(**request)
        self.trace = door.trace
        if door.trespasses and not path.startswith(EXEMPT):
            raise Trespass(f"{request['REQUEST_METHOD']} {path}: {door.trespasses[0]}")
        return response


def acting(path: str) -> Member | None:
    """The member that the link of an e-mail speaks for."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    token = str(found.kwargs.get("token", ""))
    if found.view_name == "invitations:accept_from_email":
        reception = reception_of(token)
        return reception.member if reception else None
    if found.view_name == "notifications:unsubscribe":
        named = read_unsubscribe_token(token)
        return Member.objects.filter(pk=named[0]).first() if named else None
    return None
