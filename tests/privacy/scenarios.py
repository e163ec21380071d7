"""The worlds: Bruno did nothing, ignored, refused, blocked or reported. Anna does the same in each; all that she gets is recorded."""

from __future__ import annotations

import random
import re
import string
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from invitations.models import Block, Invitation, Reception
from network.members.models import Connection
from notifications.models import CapturedEmail
from tests.conftest import work
from tests.privacy.fixtures import Stage
from tests.privacy.savepoints import reset_sequences, rolled_back
from tests.privacy.sql_guard import GuardedClient

HIS: dict[str, Callable[[Reception], Any]] = {
    "accept": lambda here: here.accept(),
    "ignore": lambda here: here.ignore(),
    "say_unknown": lambda here: here.say_unknown(),
    "restore": lambda here: here.restore(),
    "take_back_unknown": lambda here: here.take_back_unknown(),
    "report": lambda here: here.report("harassment", "Every week"),
    "block": lambda here: Block.objects.block(here.member, here.sender),
    "unblock": lambda here: Block.objects.unblock(here.member, here.sender),
    "remove": lambda here: Connection.objects.remove(here.member, here.sender),
}
SILENCES: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "ignored": ("ignore",),
    "refused": ("ignore", "say_unknown"),
    "restored": ("ignore", "restore"),
    "taken back": ("ignore", "say_unknown", "take_back_unknown"),
    "blocked": ("block",),
    "ignored and blocked": ("ignore", "block"),
    "unblocked": ("block", "unblock"),
    "reported": ("report",),
    "ignored and reported": ("ignore", "report"),
}
ENDINGS = {"removed": ("accept", "remove"), "blocked when connected": ("accept", "block")}
WORLDS = ("nothing", "ignored", "refused", "blocked", "reported")
MASKS = (
    (r'(name="(?:csrfmiddlewaretoken|nonce)" value=)"[\w-]+"', r"\1"),
    (r"((?:csrf|session)=)[^;\s]+", r"\1"),
    (r"={15}\d+==", "boundary"),
    (r"expires=[^;]+;", "expires;"),
)
_KEY = re.compile(r"^\d+$|^[a-z0-9]{32}$|(?<=^withdrawn:)\d+$|(?<=^ended:)\d+$|(?<=^complained:)\d+$")
_TIMED = re.compile("django_tasks|django_cache")
_SAVEPOINT = re.compile(r'"s\d+_x\d+"')


@dataclass
class World:
    """One future of the stage. `record` is everything that reached Anna, in order."""

    stage: Stage
    browser: GuardedClient
    record: list[tuple[str, Any]] = field(default_factory=list)
    mails: int = 0

    @property
    def invitation(self) -> Invitation:
        """The newest that Anna has written to Bruno, by whichever way."""
        hers = Invitation.objects.sent_by(self.stage.anna).filter(note__contains="Parma")
        return hers.order_by("-pk")[0]

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> None:
        answer = getattr(self.browser, method)(path, data or {})
        self.note("status", answer.status_code)
        self.note("headers", masked(sorted(answer.headers.items())))
        self.note("cookies", masked(answer.cookies.output()))
        self.note("body", masked(answer.getvalue().decode(errors="surrogateescape")))
        self.note("trace", normalised(self.browser.trace))

    def get(self, path: str) -> None:
        self.ask("get", path)

    def post(self, path: str, **data: Any) -> None:
        self.ask("post", path, data)

    def note(self, what: str, value: Any) -> None:
        self.record.append((what, value))

    def collect_mail(self) -> None:
        found = CapturedEmail.objects.of(self.stage.anna).order_by("pk")[self.mails :]
        for mail in found:
            self.note("mail", (mail.public_id, mail.subject, mail.html, mail.sent_at, masked(mail.raw)))
        self.mails += len(found)


Step = Callable[[World], None]


def masked(value: Any) -> str:
    """Without the token against forgery, the session's key and the random boundary of a mail."""
    text = str(value)
    for pattern, instead in MASKS:
        text = re.sub(pattern, instead, text)
    return text


def normalised(trace: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Surrogate keys by their order of appearance; a queued task and a counted try without key and real time."""
    seen: dict[str, str] = {}

    def plain(value: Any) -> str:
        return _KEY.sub(lambda key: seen.setdefault(key[0], f"key {len(seen)}"), str(value))

    return [
        (_SAVEPOINT.sub("savepoint", sql), [] if _TIMED.search(sql) else [plain(v) for v in params or ()])
        for sql, params in trace
    ]


def live(stage: Stage, world: str, script: list[Step]) -> list[tuple[str, Any]]:
    """What Anna gets in this world. Nothing of it has happened afterwards."""
    instant = stage.clock.instant
    with rolled_back():
        reset_sequences()
        _bruno(stage, world)
        stage.world = world
        here = World(stage, browser_of(stage))
        here.collect_mail()
        for step in script:
            step(here)
            work()
            here.collect_mail()
    stage.clock.instant = instant
    return here.record


def browser_of(stage: Stage) -> GuardedClient:
    """Anna's, signed in once, with the session alone for a cookie."""
    if stage.browser is None:
        stage.browser = GuardedClient(stage.anna)
        stage.session = stage.browser.cookies[settings.SESSION_COOKIE_NAME].value
    stage.browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: stage.session})
    return stage.browser


def _bruno(stage: Stage, world: str) -> None:
    stage.clock.move(hours=1)
    reception = Reception.objects.get(invitation=stage.to_bruno)
    if stage.replied:
        reception.reply("Was it in Parma?")
    for verb in (SILENCES | ENDINGS)[world]:
        HIS[verb](reception)
    work()
    stage.clock.move(hours=1)


def differences(stage: Stage, script: list[Step], worlds: Iterable[str] = WORLDS) -> list[str]:
    """What Anna could tell these worlds from the first by; nothing, if the product keeps its word."""
    browser_of(stage)
    seen = {}
    for world in worlds:
        with pytest.MonkeyPatch.context() as patch:
            stand_still(patch, stage.clock.instant)
            seen[world] = live(stage, world, script)
    calm, *others = seen
    return [found for world in others if (found := first_difference(world, seen[calm], seen[world]))]


def stand_still(patch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Sessions, signatures and limits at one instant, the same public ids again, and no copies of contexts."""
    draw = random.Random(20130101)
    patch.setattr("django.utils.timezone.now", lambda: instant)
    for module in (
        "django.core.signing",
        "django.core.cache.backends.base",
        "allauth.core.internal.ratelimit",
    ):
        patch.setattr(f"{module}.time", SimpleNamespace(time=instant.timestamp, monotonic=time.monotonic))
    patch.setattr("network.common.cache.ExactDatabaseCache._now", lambda cache: cache._time(instant))
    patch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    for module in ("invitations.models.invitation", "network.members.models.export"):
        patch.setattr(
            f"{module}.get_random_string",
            lambda length: "".join(draw.choices(string.ascii_letters, k=length)),
        )


def first_difference(world: str, calm: list[tuple[str, Any]], other: list[tuple[str, Any]]) -> str:
    if calm == other:
        return ""
    at = next((n for n, pair in enumerate(zip(calm, other, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return f"{world}: {len(other)} records for {len(calm)}"
    return f"{world}: {calm[at][0]}: {_where(str(calm[at][1]), str(other[at][1]))}"


def _where(a: str, b: str) -> str:
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"…{a[max(0, at - 60) : at + 60]!r} against …{b[max(0, at - 60) : at + 60]!r}"
