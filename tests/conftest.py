"""The cast and the tools of all tests."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from invitations.models import Invitation, Reception
from network.common import jobs
from notifications.models import CapturedEmail
from tests.factories import MemberFactory


def pytest_configure(config):
    if not config.option.markexpr:
        config.option.markexpr = default_marks(config.args)


def default_marks(paths: list[str]) -> str:
    """The `-m` of a run without one: no long test, and none in a browser unless its folder or file is named."""
    files = [Path(path.partition("::")[0]).resolve() for path in paths]
    in_browser = all(file.is_relative_to(Path(__file__).parent / "browser") for file in files)
    return "not long" if in_browser else "not browser and not long"


def pytest_collection_modifyitems(items):
    """Skip what cannot run here."""
    missing = {}
    if connection.vendor != "postgresql":
        missing["races"] = "needs PostgreSQL, for its row locks: set DATABASE_URL"
    if not find_chromium():
        missing["browser"] = "needs Chromium: apt-get install chromium-headless-shell"
    for item in items:
        for mark in missing.keys() & {each.name for each in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=missing[mark]))


def find_chromium() -> str | None:
    """Its headless shell, where it is installed: it has no window to draw, and saves a third of the time."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


class FrozenTime:
    """Stands in for `django.utils.timezone` in the product's clock: it stands still until moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def move(self, **by: float) -> None:
        self.instant += timedelta(**by)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Frozen at 22 November 2026, 09:00 UTC; `clock.move(days=7)`."""
    frozen = FrozenTime()
    monkeypatch.setattr("network.clock.timezone", frozen)
    return frozen


@pytest.fixture(autouse=True)
def capture(settings):
    """Django's test runner swaps the e-mail backend; ours is what we test."""
    settings.EMAIL_BACKEND = "notifications.backends.CapturingEmailBackend"


@pytest.fixture
def anna(db):
    return MemberFactory(
        name="Anna Ricci", handle="anna", email="anna@example.org", headline="Restorer of paper"
    )


@pytest.fixture
def bruno(db):
    return MemberFactory(name="Bruno Verdi", handle="bruno", email="bruno@example.org")


@pytest.fixture
def carla(db):
    return MemberFactory(name="Carla Longo", handle="carla", email="carla@example.org")


def work() -> None:
    """What the worker would do until nothing is due. No queue, so it runs in any test."""
    while jobs.run_all():
        pass


def tick() -> None:
    jobs.tick()
    work()


def invite(sender, recipient, note="", **more) -> Invitation:
    """Sent and delivered."""
    invitation = Invitation.objects.send(sender, recipient, note, **more)
    work()
    return invitation


def reception_of(invitation: Invitation) -> Reception:
    return Reception.objects.get(invitation=invitation)


def mails(to, kind_of_subject: str = "") -> list[CapturedEmail]:
    """Captured mail to a member or address, oldest first."""
    address = getattr(to, "email", to)
    return list(
        CapturedEmail.objects.filter(to=address, subject__contains=kind_of_subject).order_by("sent_at", "pk")
    )


@pytest.fixture
def client_for(db):
    """A browser of a member: `client_for(anna).get(...)`."""

    def browser(member=None) -> Client:
        client = Client()
        if member:
            client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


def whole(answer) -> tuple[int, str, tuple[tuple[str, str], ...], str]:
    """Everything of an answer but the token against forgery."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    cookies = re.sub(r"csrf=\w+; expires=[^;]+", "", answer.cookies.output())
    return answer.status_code, body, tuple(sorted(answer.headers.items())), cookies
