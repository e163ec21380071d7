"""The worlds: Bruno did nothing, ignored, refused, blocked or reported. Anna does the same in each; her responses are recorded."""

from __future__ import annotations

import os
import random
import re
import string
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.conf import settings

from invitations.models import Block, Invitation, Reception
from network.members.models import Connection
from notifications.models import CapturedEmail
from tests.conftest import work
from tests.privacy.fixtures import PrivacyData
from tests.privacy.savepoints import reset_sequences, rolled_back
from tests.privacy.sql_guard import GuardedClient
from tests.privacy.writes import writes

BRUNO_VERBS: dict[str, Callable[[Reception], Any]] = {
    "accept": lambda reception: reception.accept(),
    "ignore": lambda reception: reception.ignore(),
    "say_unknown": lambda reception: reception.say_unknown(),
    "restore": lambda reception: reception.restore(),
    "take_back_unknown": lambda reception: reception.take_back_unknown(),
    "report": lambda reception: reception.report("harassment", "Every week"),
    "block": lambda reception: Block.objects.block(reception.member, reception.sender),
    "unblock": lambda reception: Block.objects.unblock(reception.member, reception.sender),
    "remove": lambda reception: Connection.objects.remove(reception.member, reception.sender),
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
SCRIPTS, FEW, FULL_SET = int(os.environ.get("WORLD_SCRIPTS", "8")), 6, 200
"""How many random scripts are run. The full set compares every silence in every script, a few scripts only one."""

MASKS = (
    (r'(name="(?:csrfmiddlewaretoken|nonce)" value=)"[\w-]+"', r"\1"),
    (r"((?:csrf|session)=)[^;\s]+", r"\1"),
    (r"={15}\d+==", "boundary"),
    (r"expires=[^;]+;", "expires;"),
)
_KEY = re.compile(r"^\d+$|^[a-z0-9]{32}$|(?<=^withdrawn:)\d+$|(?<=^ended:)\d+$|(?<=^reply_reported:)\d+$")
_TIMED = re.compile("django_tasks|django_cache")
_SAVEPOINT = re.compile(r'"s\d+_x\d+"')


@dataclass
class World:
    """A world in which Anna runs a script. `record` has every response, e-mail and SQL trace of hers, in order."""

    data: PrivacyData
    browser: GuardedClient
    record: list[tuple[str, Any]] = field(default_factory=list)
    mails: int = 0

    @property
    def invitation(self) -> Invitation:
        """Anna's newest invitation to Bruno, on the site or by e-mail."""
        invitations = Invitation.objects.sent_by(self.data.anna).filter(note__contains="Parma")
        return invitations.order_by("-pk")[0]

    def request(self, method: str, path: str, data: dict[str, Any] | None = None) -> None:
        response = getattr(self.browser, method)(path, data or {})
        self.add("status", response.status_code)
        self.add("headers", mask(sorted(response.headers.items())))
        self.add("cookies", mask(response.cookies.output()))
        self.add("body", mask(response.getvalue().decode(errors="surrogateescape")))
        self.add("trace", normalize(self.browser.trace))

    def get(self, path: str) -> None:
        self.request("get", path)

    def post(self, path: str, **data: Any) -> None:
        self.request("post", path, data)

    def add(self, kind: str, value: Any) -> None:
        self.record.append((kind, value))

    def collect_mail(self) -> None:
        emails = CapturedEmail.objects.of(self.data.anna).order_by("pk")[self.mails :]
        for mail in emails:
            self.add("mail", (mail.public_id, mail.subject, mail.html, mail.sent_at, mask(mail.raw)))
        self.mails += len(emails)


Thing = TypeVar("Thing")
Step = Callable[[World], None]
Prepare = Callable[[PrivacyData, str], None]


def mask(value: Any) -> str:
    """Replace CSRF tokens, session keys and random boundaries of e-mails."""
    text = str(value)
    for pattern, replacement in MASKS:
        text = re.sub(pattern, replacement, text)
    return text


def normalize(trace: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Replace keys by their order of appearance, and drop the parameters of task queue and cache, which have real times."""
    seen: dict[str, str] = {}

    def normalize_value(value: Any) -> str:
        return _KEY.sub(lambda key: seen.setdefault(key[0], f"key {len(seen)}"), str(value))

    return [
        (
            _SAVEPOINT.sub("savepoint", sql),
            [] if _TIMED.search(sql) else [normalize_value(v) for v in params or ()],
        )
        for sql, params in trace
    ]


def run_script(
    data: PrivacyData, name: str, script: list[Step], prepare: Prepare | None = None
) -> list[tuple[str, Any]]:
    """Returns what Anna gets in this world, which `prepare` makes. All changes are rolled back."""
    instant = data.clock.instant
    with rolled_back():
        reset_sequences()
        (prepare or _bruno_acts)(data, name)
        data.world = name
        world = World(data, client_of(data))
        work()
        world.collect_mail()
        for step in script:
            before = data.clock.instant
            with writes() as tables:
                step(world)
            if tables or data.clock.instant != before:
                work()
                world.collect_mail()
    data.clock.instant = instant
    return world.record


def client_of(data: PrivacyData) -> GuardedClient:
    """Anna's client, signed in once, with no other cookie than the session."""
    if data.browser is None:
        data.browser = GuardedClient(data.anna)
        data.session = data.browser.cookies[settings.SESSION_COOKIE_NAME].value
    data.browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: data.session})
    return data.browser


def _bruno_acts(data: PrivacyData, world: str) -> None:
    data.clock.move(hours=1)
    reception = Reception.objects.get(invitation=data.to_bruno)
    if data.replied:
        reception.reply("Was it in Parma?")
    for verb in (SILENCES | ENDINGS)[world]:
        BRUNO_VERBS[verb](reception)
    work()
    data.clock.move(hours=1)


def part(seed: object, things: Iterable[Thing]) -> list[Thing]:
    """All of them in the full set; otherwise half of them in their order, which the seed draws."""
    all_of_them = list(things)
    if SCRIPTS >= FULL_SET:
        return all_of_them
    drawn = random.Random(str(seed)).sample(range(len(all_of_them)), -(-len(all_of_them) // 2))
    return [all_of_them[place] for place in sorted(drawn)]


def compared(seed: object) -> list[str]:
    """Every silence in the full set; otherwise "nothing" and three others (one if few), which the seed draws."""
    nothing, *others = SILENCES
    if SCRIPTS < FULL_SET:
        others = random.Random(str(seed)).sample(others, 1 if SCRIPTS <= FEW else 3)
    return [nothing, *others]


def differences(
    data: PrivacyData, script: list[Step], worlds: Iterable[str] = WORLDS, prepare: Prepare | None = None
) -> list[str]:
    """A sentence for each world that Anna could tell from the first one."""
    client_of(data)
    records = {}
    for world in worlds:
        with pytest.MonkeyPatch.context() as patch:
            freeze_time(patch, data.clock.instant)
            records[world] = run_script(data, world, script, prepare)
    first, *others = records
    found = [first_difference(world, records[first], records[world]) for world in others]
    return [difference for difference in found if difference]


def freeze_time(patch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Freeze the time of sessions, signatures and rate limits, repeat public ids, and do not copy template contexts."""
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


def first_difference(world: str, first: list[tuple[str, Any]], other: list[tuple[str, Any]]) -> str:
    if first == other:
        return ""
    at = next((n for n, pair in enumerate(zip(first, other, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return f"{world}: {len(other)} records for {len(first)}"
    return f"{world}: {first[at][0]}: {_where(str(first[at][1]), str(other[at][1]))}"


def _where(a: str, b: str) -> str:
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"…{a[max(0, at - 60) : at + 60]!r} against …{b[max(0, at - 60) : at + 60]!r}"
