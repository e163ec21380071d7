"""Deliberate leaks: each shows Anna in another way what Bruno did. They read it from `PrivacyData.world`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db.models import F
from django.http import HttpResponse

from invitations import address_gate
from invitations.models import Allowance, Invitation, Reception
from network.members.middleware import LocaleTimezoneMiddleware
from network.members.models import Member
from network.members.models.member import MemberQuerySet
from tests.privacy.fixtures import PrivacyData

Patch = Callable[[pytest.MonkeyPatch, PrivacyData], None]


def response_leak(change: Callable[[HttpResponse], Any]) -> Patch:
    """Every response is changed where he refused."""

    def apply(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
        original = LocaleTimezoneMiddleware.__call__

        def leaking(self: LocaleTimezoneMiddleware, request: Any) -> HttpResponse:
            response = original(self, request)
            if data.world == "refused":
                change(response)
            return response

        patch.setattr(LocaleTimezoneMiddleware, "__call__", leaking)

    return apply


def function_leak(
    target: str, leaking: Callable[[PrivacyData, Callable[..., Any]], Callable[..., Any]]
) -> Patch:
    """A function of the product is replaced in all worlds but "nothing"."""

    def apply(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
        module, _, name = target.rpartition(".")
        original = getattr(import_module(module), name)
        replacement = leaking(data, original)
        patch.setattr(target, lambda *a, **k: (original if data.world == "nothing" else replacement)(*a, **k))

    return apply


def verb_leak(verb: str, also: Callable[[Reception], Any]) -> Patch:
    """A silent verb of Bruno has a side effect."""

    def apply(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
        original = getattr(Reception, verb)

        def leaking(self: Reception, *args: str) -> None:
            original(self, *args)
            also(self)

        patch.setattr(Reception, verb, leaking)

    return apply


def property_leak(name: str, leaking: Callable[[Invitation], Any]) -> Patch:
    """A property of the invitation to Bruno is replaced in all worlds but "nothing"."""

    def apply(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
        original = getattr(Invitation, name).fget

        def getter(row: Invitation) -> Any:
            silent = data.world != "nothing" and row.pk == data.to_bruno.pk
            return leaking(row) if silent else original(row)

        patch.setattr(Invitation, name, property(getter))

    return apply


def world_leak(target: str, worlds: tuple[str, ...], leaking: Callable[..., Any]) -> Patch:
    """A function of the product is replaced in these worlds."""

    def apply(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
        module, _, name = target.rpartition(".")
        original = getattr(import_module(module), name)
        patch.setattr(target, lambda *a, **k: (leaking if data.world in worlds else original)(*a, **k))

    return apply


def free_proposals(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
    """What does not reach him costs nothing: she sees it where her allowance ends."""
    Allowance.objects.filter(pk=data.anna.pk).update(limit=F("used") + 1)
    original = Allowance.spend
    patch.setattr(Allowance, "spend", lambda row: data.world == "refused" or original(row))


def closed_gate(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
    """A refused sender must enter his address even when this is no longer required."""
    patch.setattr(address_gate, "needs_address", lambda *args: data.world == "refused")


def hidden_profile(patch: pytest.MonkeyPatch, data: PrivacyData) -> None:
    """A member who blocks her disappears from her pages."""
    original = MemberQuerySet.joined

    def leaking(people: MemberQuerySet) -> MemberQuerySet:
        hidden = data.world == "blocked"
        return original(people).exclude(pk=data.bruno.pk) if hidden else original(people)

    patch.setattr(MemberQuerySet, "joined", leaking)


def _send_email(reception: Reception) -> None:
    EmailMessage(
        "Seen", "He has looked at it.", to=[reception.sender.email], headers={"Message-ID": "<1@x>"}
    ).send()


def _change_date(reception: Reception) -> None:
    Invitation.objects.filter(pk=reception.invitation_id).update(
        last_proposed_at=reception.archived_at + timedelta(days=1)
    )


def _add_news(reception: Reception) -> None:
    Invitation.objects.filter(pk=reception.invitation_id).update(news_at=reception.archived_at)


SENT = ("look at invitations:sent",)
LEAKS: dict[str, tuple[Patch, tuple[str, ...]]] = {
    "a status word": (property_leak("to", lambda row: f"{row.recipient} (seen)"), SENT),
    "an export": (property_leak("to", lambda row: f"{row.recipient} (seen)"), ("download export",)),
    "a button": (property_leak("may_follow_up", lambda row: False), ("a week passes", *SENT)),
    "a date": (verb_leak("ignore", _change_date), SENT),
    "an e-mail": (verb_leak("say_unknown", _send_email), ()),
    "an order": (
        function_leak(
            "network.common.pagination._page",
            lambda _, page: lambda *a, **k: _reversed(page(*a, **k)),
        ),
        SENT,
    ),
    "a count": (
        function_leak(
            "network.common.pagination._page",
            lambda _, page: lambda *a, **k: _shorter(page(*a, **k)),
        ),
        SENT,
    ),
    "a sentence": (
        function_leak("invitations.views.by_email.recorded_message", lambda *_: lambda: "Recorded."),
        ("invite by email", *SENT),
    ),
    "a closed gate": (closed_gate, ("half a year passes", "invite")),
    "an allowance": (free_proposals, ("a week passes", "follow up", "invite by email")),
    "a Message-ID": (
        function_leak("notifications.emails.message_id", lambda *_: lambda key: f"<{len(key)}@localhost>"),
        ("a friend invites",),
    ),
    "a header": (response_leak(lambda response: response.headers.setdefault("X-Seen", "yes")), SENT),
    "a cookie": (response_leak(lambda response: response.set_cookie("seen", "yes")), SENT),
    "a length": (response_leak(lambda response: setattr(response, "content", response.content + b" ")), SENT),
    "a status code": (response_leak(lambda response: setattr(response, "status_code", 202)), SENT),
    "a profile that is hidden from the blocked": (hidden_profile, ("look at members:profile",)),
    "a message to the blocked": (
        world_leak("invitations.views.by_email.recorded_message", ("blocked",), lambda: "Not delivered."),
        ("invite by email", *SENT),
    ),
    "an e-mail to the reported": (verb_leak("report", _send_email), ("look at home",)),
    "a suggestion": (
        function_leak("network.web.home.may_know", lambda _, may_know: lambda *a: may_know(*a)[1:]),
        ("look at suggestions",),
    ),
    "news of a silence": (verb_leak("ignore", _add_news), ("look at home",)),
    "an additional query": (response_leak(lambda response: Member.objects.exists()), SENT),
}


def _reversed(page: Any) -> Any:
    return replace(page, rows=page.rows[::-1])


def _shorter(page: Any) -> Any:
    return replace(page, rows=page.rows[1:])
