"""A pytest plugin: run the tests of a list in its order, report the first failure and how long each test took.

`MUTATION_TESTS` names a JSON file with the ids of the tests to run and how many seconds each takes without a mutant,
`MUTATION_REPORT` the JSON file to write,
`MUTATION_CONSTRAINT` a database constraint that is dropped from the test database before the first test.
"""

from __future__ import annotations

import json
import os
import signal
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

MORE_SECONDS, TIMES = 10, 3
"""A test has failed after TIMES the seconds that it takes without a mutant, and MORE_SECONDS: the mutant never ends."""

failed: list[str] = []
seconds: dict[str, float] = defaultdict(float)
wanted: dict[str, float] = {}


class TooLong(BaseException):
    """Raised inside a test. No `except Exception` of the product catches it."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that commit come last: they empty the tables that migrations have filled."""
    if "MUTATION_TESTS" not in os.environ:
        return
    wanted.update(json.loads(Path(os.environ["MUTATION_TESTS"]).read_text()))
    rank = {test: number for number, test in enumerate(wanted)}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in rank])
    items[:] = sorted(
        (item for item in items if item.nodeid in rank), key=lambda item: (_commits(item), rank[item.nodeid])
    )


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        or (marker and marker.kwargs.get("transaction"))
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Ends a test that takes far too long."""
    if item.nodeid in wanted:
        signal.signal(signal.SIGALRM, _end_test)
        signal.setitimer(signal.ITIMER_REAL, MORE_SECONDS + TIMES * wanted[item.nodeid])
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_test(*_: Any) -> None:
    raise TooLong


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    seconds[report.nodeid] += report.duration
    if report.failed:
        failed.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if "MUTATION_REPORT" in os.environ and not hasattr(session.config, "workerinput"):
        report = {"failed": failed, "seconds": seconds}
        Path(os.environ["MUTATION_REPORT"]).write_text(json.dumps(report))


@pytest.fixture(scope="session", autouse=True)
def _dropped_constraint(request: pytest.FixtureRequest) -> None:
    if name := os.environ.get("MUTATION_CONSTRAINT"):
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            drop_constraint(name)


def drop_constraint(name: str) -> None:
    """From the database alone. Raises `LookupError` where no model has a constraint of this name."""
    from django.apps import apps  # noqa: PLC0415  settings are not ready when pytest loads this plugin

    having = [model for model in apps.get_models() if name in [each.name for each in model._meta.constraints]]
    if not having:
        raise LookupError(name)
    for model in having:
        _drop(model, name)


def _drop(model: Any, name: str) -> None:
    """SQLite rebuilds the table from `_meta.constraints`, so the constraint is not in that list meanwhile."""
    from django.db import connection  # noqa: PLC0415

    before = model._meta.constraints
    model._meta.constraints = [each for each in before if each.name != name]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, next(each for each in before if each.name == name))
    finally:
        model._meta.constraints = before
