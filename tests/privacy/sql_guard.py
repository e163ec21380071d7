"""A test client that fails when a request reads or changes private rows of another member.

`GuardedClient` checks every SQL statement of its requests. A statement that reads, updates or deletes rows of a private
table must restrict them to those of the acting member; inserting is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import Resolver404, resolve

from invitations.join_links import read_join_token
from invitations.models import (
    AllowanceChange,
    Batch,
    Block,
    Delivery,
    InvitationEvent,
    JoinInvitation,
    JoinLinkUse,
    RecentVerbs,
    Reception,
    Refusal,
    RefusedSend,
    Report,
)
from invitations.tokens import read_accept_token, read_not_me_token, read_report_token
from network.members.accounts.backends import AddressBackend
from network.members.accounts.signup_link import SignupLink
from network.members.models import (
    AccountDeletion,
    AccountRequest,
    Application,
    DeviceCookie,
    Export,
    FormerAddress,
    ImportLine,
    LetterBudget,
    Member,
)
from notifications.models import (
    AccountEmail,
    AddressVerification,
    CapturedEmail,
    EmailPreferences,
    MailPause,
    Outbox,
    PreferenceChange,
    Suppression,
)
from notifications.tokens import read_unsubscribe_token
from tests.conftest import record_password_entry
from tests.privacy.sql import Statement, parse

NO_MEMBER = "nobody"
"""No column: requests of members may not read this table."""

OWNERS: dict[type[Model], str] = {
    AccountRequest: NO_MEMBER,
    Application: "address",
    LetterBudget: NO_MEMBER,
    ImportLine: NO_MEMBER,
    FormerAddress: NO_MEMBER,
    DeviceCookie: "member_id",
    Reception: "member_id",
    Refusal: "refuser_id",
    Block: "blocker_id",
    Report: "reporter_id",
    InvitationEvent: "actor_id",
    Delivery: "member_id",
    RecentVerbs: "member_id",
    AllowanceChange: NO_MEMBER,
    RefusedSend: NO_MEMBER,
    PreferenceChange: NO_MEMBER,
    JoinInvitation: NO_MEMBER,
    JoinLinkUse: "nonce",
    Batch: "member_id",
    AccountDeletion: "member_id",
    Export: "member_id",
    Outbox: "member_id",
    AccountEmail: NO_MEMBER,
    EmailPreferences: "member_id",
    CapturedEmail: "to",
    Suppression: "member_id",
    AddressVerification: NO_MEMBER,
    MailPause: NO_MEMBER,
}
"""Private model → the column with the id or address of its owner."""

OWNER_COLUMNS = {model._meta.db_table: column for model, column in OWNERS.items()}
EXEMPT = ("/admin/", "/readyz", "/metrics")  # pages of the staff, and of whoever runs the machine


class ForeignRowsError(AssertionError):
    """A request has read or changed private rows of another member."""


@dataclass
class SqlGuard:
    """Records the statements of a request, and those that break the rule. `keys` are the id and addresses of the member."""

    keys: set[Any]
    violations: list[str] = field(default_factory=list)
    trace: list[tuple[str, Any]] = field(default_factory=list)

    @classmethod
    def for_member(cls, member: Member | None) -> SqlGuard:
        return cls({member.pk, *member.addresses()} if member else set())

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.trace.append((sql, params))
        self.violations += [sql for statement in parse(sql) if not self.allows(statement, params)]
        return execute(sql, params, many, context)

    def allows(self, statement: Statement, params: Any) -> bool:
        return all(
            self.keys and statement.binds(alias, OWNER_COLUMNS[table], self.keys, params)
            for alias, table in statement.tables.items()
            if table in OWNER_COLUMNS
        )


class GuardedClient(Client):
    """A client of a visitor, or of a member who has just entered the password. Raises `ForeignRowsError`; `trace` has the statements of the last request."""

    def __init__(self, member: Member | None = None, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.member = member
        self.trace: list[tuple[str, Any]] = []
        if member:
            self.force_login(member, backend=f"{AddressBackend.__module__}.{AddressBackend.__name__}")
            record_password_entry(self, member)

    def request(self, **request: Any) -> Any:
        path = request["PATH_INFO"]
        guard = SqlGuard.for_member(acting_member(path) or self.member)
        guard.keys |= link_keys(path)
        with connection.execute_wrapper(guard):
            response = super().request(**request)
        self.trace = guard.trace
        if guard.violations and not path.startswith(EXEMPT):
            raise ForeignRowsError(f"{request['REQUEST_METHOD']} {path}: {guard.violations[0]}")
        return response


def link_keys(path: str) -> set[str]:
    """What a link with which somebody joins proves: its random part, and the address; an empty set for any other path."""
    if path.startswith("/joining/link/"):
        signup_link = SignupLink.from_token(path.split("/")[3])
        return {signup_link.address} if signup_link else set()
    token = path.split("/")[2] if path.startswith(("/join/", "/not-me/")) else ""
    link, use = read_join_token(token), read_not_me_token(token)
    return {part.nonce for part in (link, use) if part} | ({link.address} if link else set())


def acting_member(path: str) -> Member | None:
    """The member for whom a link of an e-mail acts; None for any other path."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    token = str(match.kwargs.get("token", ""))
    if match.view_name == "invitations:accept_from_email":
        named = read_accept_token(token)
        return named[1] if named else None
    if match.view_name == "invitations:report_from_email":
        link = read_report_token(token)
        return link.reader if link else None
    if match.view_name == "notifications:unsubscribe":
        payload = read_unsubscribe_token(token)
        return Member.objects.filter(pk=payload[0]).first() if payload else None
    return None
