"""Leaks to plant: each tells Anna, by another way, what Bruno did. The truth comes from the stage, not the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from tests.privacy.stage import Stage

Plant = Callable[[pytest.MonkeyPatch, Stage], None]


def answering(change: Callable[[HttpResponse], Any]) -> Plant:
    """Every answer is changed where he refused."""

    def plant(patch: pytest.MonkeyPatch, stage: Stage) -> None:
        honest = LocaleTimezoneMiddleware.__call__

        def telling(self: LocaleTimezoneMiddleware, request: Any) -> HttpResponse:
            answer = honest(self, request)
            if stage.world == "refused":
                change(answer)
            return answer

        patch.setattr(LocaleTimezoneMiddleware, "__call__", telling)

    return plant


def instead(target: str, telling: Callable[[Stage, Callable[..., Any]], Callable[..., Any]]) -> Plant:
    """A function of the product is replaced where he ignored or refused."""

    def plant(patch: pytest.MonkeyPatch, stage: Stage) -> None:
        module, _, name = target.rpartition(".")
        honest = getattr(import_module(module), name)
        other = telling(stage, honest)
        patch.setattr(target, lambda *a, **k: (honest if stage.world == "nothing" else other)(*a, **k))

    return plant


def by_verb(verb: str, also: Callable[[Reception], Any]) -> Plant:
    """His silent verb does something more."""

    def plant(patch: pytest.MonkeyPatch, stage: Stage) -> None:
        honest = getattr(Reception, verb)

        def telling(self: Reception, *said: str) -> None:
            honest(self, *said)
            also(self)

        patch.setattr(Reception, verb, telling)

    return plant


def a_property(name: str, telling: Callable[[Invitation], Any]) -> Plant:
    """A property of the invitation to Bruno is another where he ignored or refused."""

    def plant(patch: pytest.MonkeyPatch, stage: Stage) -> None:
        honest = getattr(Invitation, name).fget

        def told(row: Invitation) -> Any:
            silent = stage.world != "nothing" and row.pk == stage.to_bruno.pk
            return telling(row) if silent else honest(row)

        patch.setattr(Invitation, name, property(told))

    return plant


def in_the_world(target: str, worlds: tuple[str, ...], telling: Callable[..., Any]) -> Plant:
    """A function of the product is replaced where he did one of these."""

    def plant(patch: pytest.MonkeyPatch, stage: Stage) -> None:
        module, _, name = target.rpartition(".")
        honest = getattr(import_module(module), name)
        patch.setattr(target, lambda *a, **k: (telling if stage.world in worlds else honest)(*a, **k))

    return plant


def nothing_spent(patch: pytest.MonkeyPatch, stage: Stage) -> None:
    """What does not reach him costs nothing: she sees it where her allowance ends."""
    Allowance.objects.filter(pk=stage.anna.pk).update(limit=F("used") + 1)
    honest = Allowance.spend
    patch.setattr(Allowance, "spend", lambda row: stage.world == "refused" or honest(row))


def closed_gate(patch: pytest.MonkeyPatch, stage: Stage) -> None:
    """Whom he refused must know his address: it shows when the plain way should be open."""
    patch.setattr(address_gate, "needs_address", lambda *args: stage.world == "refused")


def hidden_profile(patch: pytest.MonkeyPatch, stage: Stage) -> None:
    """Whoever blocks her is not there for her any more."""
    honest = MemberQuerySet.joined

    def without_him(people: MemberQuerySet) -> MemberQuerySet:
        hidden = stage.world == "blocked"
        return honest(people).exclude(pk=stage.bruno.pk) if hidden else honest(people)

    patch.setattr(MemberQuerySet, "joined", without_him)


def _mail(reception: Reception) -> None:
    EmailMessage(
        "Seen", "He has looked at it.", to=[reception.sender.email], headers={"Message-ID": "<1@x>"}
    ).send()


def _touch(reception: Reception) -> None:
    Invitation.objects.filter(pk=reception.invitation_id).update(last_proposed_at=reception.archived_at)


def _tell(reception: Reception) -> None:
    Invitation.objects.filter(pk=reception.invitation_id).update(news_at=reception.archived_at)


SENT = ("look at invitations:sent",)
LEAKS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "a status word": (a_property("to", lambda row: f"{row.recipient} (seen)"), SENT),
    "a copy": (a_property("to", lambda row: f"{row.recipient} (seen)"), ("take my copy",)),
    "a button": (a_property("may_follow_up", lambda row: False), ("a week passes", *SENT)),
    "a date": (by_verb("ignore", _touch), SENT),
    "an e-mail": (by_verb("say_unknown", _mail), ()),
    "an order": (
        instead("invitations.views.lists.paginate", lambda _, page: lambda *a: _reversed(page(*a))),
        SENT,
    ),
    "a count": (
        instead("invitations.views.lists.paginate", lambda _, page: lambda *a: _shorter(page(*a))),
        SENT,
    ),
    "a sentence": (
        instead("invitations.views.by_email.recorded_message", lambda *_: lambda: "Recorded."),
        ("invite by email", *SENT),
    ),
    "a closed gate": (closed_gate, ("half a year passes", "invite")),
    "an allowance": (nothing_spent, ("a week passes", "follow up", "invite by email")),
    "a Message-ID": (
        instead("notifications.emails.message_id", lambda *_: lambda key: f"<{len(key)}@localhost>"),
        ("a friend invites",),
    ),
    "a header": (answering(lambda answer: answer.headers.setdefault("X-Seen", "yes")), SENT),
    "a cookie": (answering(lambda answer: answer.set_cookie("seen", "yes")), SENT),
    "a length": (answering(lambda answer: setattr(answer, "content", answer.content + b" ")), SENT),
    "a status code": (answering(lambda answer: setattr(answer, "status_code", 202)), SENT),
    "a profile that is hidden from the blocked": (hidden_profile, ("look at members:profile",)),
    "a message to the blocked": (
        in_the_world("invitations.views.by_email.recorded_message", ("blocked",), lambda: "Not delivered."),
        ("invite by email", *SENT),
    ),
    "an e-mail to the reported": (by_verb("report", _mail), ("look at home",)),
    "a person one may know": (
        instead("network.web.home.may_know", lambda _, suggest: lambda *a: suggest(*a)[1:]),
        ("look at suggestions",),
    ),
    "news of a silence": (by_verb("ignore", _tell), ("look at home",)),
    "a query more": (answering(lambda answer: Member.objects.exists()), SENT),
}


def _reversed(found: Any) -> Any:
    return replace(found, rows=found.rows[::-1])


def _shorter(found: Any) -> Any:
    return replace(found, rows=found.rows[1:])
