"""Fixtures and helpers that all tests share."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client, client
from whitenoise.middleware import WhiteNoiseMiddleware

from bin.chromium import find_chromium
from invitations import policy
from invitations.models import Invitation, Reception
from network.common import jobs
from network.common.charset import Request
from network.members.models import Member
from network.site import record
from network.site.models import Site
from notifications.models import CapturedEmail
from tests.cases import left_out
from tests.factories import MemberFactory

client.WSGIRequest = Request  # the requests of the test client are those of network/wsgi.py


def pytest_configure(config):
    gc.set_threshold(50_000, 50, 100)  # fewer collections: five per cent less time for the whole suite
    if not config.option.markexpr:
        config.option.markexpr = default_marks(config.args)


def default_marks(paths: list[str]) -> str:
    """The `-m` expression of a run that has none: no long tests, browser tests only if their folder or file is named."""
    files = [Path(path.partition("::")[0]).resolve() for path in paths]
    in_browser = all(file.is_relative_to(Path(__file__).parent / "browser") for file in files)
    return "not long" if in_browser else "not browser and not long"


def pytest_collection_modifyitems(config, items):
    """Leave out cases above `CASES_PER_TEST`; skip tests whose database or browser is missing; `run_first` comes first."""
    if not_run := left_out(items):
        config.hook.pytest_deselected(items=list(not_run))
        items[:] = [item for item in items if item not in not_run]
    missing = {}
    if connection.vendor != "postgresql":
        missing["races"] = "needs PostgreSQL, for its row locks: set DATABASE_URL"
    if not find_chromium():
        missing["browser"] = "needs Chromium: apt-get install chromium-headless-shell"
    for item in items:
        for mark in missing.keys() & {marker.name for marker in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=missing[mark]))
    items.sort(key=lambda item: item.get_closest_marker("run_first") is None)


def load_again(name: str) -> ModuleType:
    """A second copy of a module, loaded with the current settings; `sys.modules` keeps the first."""
    spec = find_spec(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def set_policy(monkeypatch):
    """A function that changes numbers of the site's policy, named as its fields."""

    def change(**numbers):
        monkeypatch.setattr(policy, "IN_FORCE", replace(policy.IN_FORCE, **numbers))

    return change


class FrozenTime:
    """Replaces `django.utils.timezone` in `network.clock`: time changes only by `move`."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def move(self, **duration: float) -> None:
        self.instant += timedelta(**duration)


@pytest.fixture(scope="session", autouse=True)
def one_scan_of_static_files():
    """WhiteNoise looks for the files once in a process, not for every test client: that takes longer than most pages."""
    scan, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            others, middleware.files = middleware.files, {}
            scan(middleware)
            found.update(middleware.files)
            middleware.files = others
        middleware.files |= found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Frozen at 22 November 2026, 09:00 UTC; `clock.move(days=7)`."""
    frozen = FrozenTime()
    monkeypatch.setattr("network.clock.timezone", frozen)
    monkeypatch.setattr(
        "network.clock.connection", SimpleNamespace(vendor="sqlite")
    )  # the same time as the machine
    return frozen


@pytest.fixture(autouse=True)
def capture(settings):
    """Django's test runner replaces the e-mail backend; the tests need the capturing one."""
    settings.EMAIL_BACKEND = "notifications.backends.CapturingEmailBackend"


@pytest.fixture(autouse=True)
def emptied_cache(request, django_db_blocker):
    """A test that commits leaves its counts of the rate limits: the cache's table has no model and is not flushed."""
    yield
    database = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (database and database.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture(scope="session")
def row_of_the_migration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Site.objects.first()


@pytest.fixture(autouse=True)
def site_record(request, monkeypatch, django_db_blocker):
    """Each test begins with the site record in the memory of the process, without a database with its defaults.

    The row, which a migration makes, is made again where an earlier test has emptied all tables.
    """
    of_database = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    row = None
    if request.node.get_closest_marker("django_db") or of_database:
        row = request.getfixturevalue("row_of_the_migration")
        with django_db_blocker.unblock():
            if row and not Site.objects.exists():
                Site.objects.bulk_create([row])
    monkeypatch.setattr(record, "MAX_AGE", float("inf"))
    monkeypatch.setattr(record, "_record", row or record._defaults())


@pytest.fixture
def anna(db):
    return MemberFactory(
        name="Anna Ricci",
        short_name="Anna",
        handle="anna",
        email="anna@example.org",
        headline="Restorer of paper",
    )


@pytest.fixture
def bruno(db):
    return MemberFactory(name="Bruno Verdi", short_name="Bruno", handle="bruno", email="bruno@example.org")


@pytest.fixture
def carla(db):
    return MemberFactory(name="Carla Longo", short_name="Carla", handle="carla", email="carla@example.org")


def work() -> None:
    """Run all background jobs until nothing is due. It needs no task queue."""
    while jobs.run_all():
        pass


def tick() -> None:
    """Run the periodic command, then all background jobs."""
    jobs.tick()
    work()


def invite(sender, recipient, note="", **fields) -> Invitation:
    """Send an invitation and run the worker, which delivers it."""
    invitation = Invitation.objects.send(sender, recipient, note, **fields)
    work()
    return invitation


def invite_address(sender, address: str, note="") -> Invitation:
    """Send an invitation to an e-mail address and run the worker."""
    invitation = Invitation.objects.send_to_address(sender, address, note)
    work()
    return invitation


def reception_of(invitation: Invitation) -> Reception:
    return Reception.objects.get(invitation=invitation)


def refuse(reception: Reception) -> None:
    """The recipient ignores the invitation and says that they do not know the sender."""
    reception.ignore()
    reception.say_unknown()


def mails(to, subject_part: str = "") -> list[CapturedEmail]:
    """Captured e-mails to a member or address whose subject contains `subject_part`, oldest first."""
    address = getattr(to, "email", to)
    return list(
        CapturedEmail.objects.filter(to=address, subject__contains=subject_part).order_by("sent_at", "pk")
    )


@pytest.fixture
def client_for(db):
    """Test clients: `client_for(anna)` is signed in as Anna, `client_for()` is signed out."""

    def make_client(member: Member | None = None) -> Client:
        client = Client()
        if member:
            client.force_login(member, backend="network.members.accounts.backends.AddressBackend")
        return client

    return make_client


@pytest.fixture
def confirmed_client_for(client_for):
    """A test client in which the member is signed in and has just entered the password."""

    def make_client(member: Member) -> Client:
        client = client_for(member)
        record_password_entry(client, member)
        return client

    return make_client


def record_password_entry(client: Client, member: Member) -> None:
    """Change the session as if the member had just entered the password."""
    request = HttpRequest()
    request.user, request.session = member, client.session
    reauthenticate_by_password(request)
    request.session.save()


def response_snapshot(response) -> tuple[int, str, tuple[tuple[str, str], ...], str]:
    """Status, body, headers and cookies of a response without its CSRF tokens, to compare two responses."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    cookies = re.sub(r"csrf=\w+; expires=[^;]+", "", response.cookies.output())
    return response.status_code, body, tuple(sorted(response.headers.items())), cookies
