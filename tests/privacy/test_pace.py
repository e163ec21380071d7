"""When the e-mails to two members leave does not tell whether there was one to a third."""

from __future__ import annotations

import os

import pytest
from django.utils import timezone

from notifications import spread
from tests.privacy.pace import (
    IN_THE_GATE,
    WORLDS,
    SlowSink,
    auc,
    in_order,
    measure_on_a_virtual_clock,
    measure_over_smtp,
)
from tests.sink import running

ROUNDS, SEED = 40, 20130101
LONG_ROUNDS = int(os.environ.get("PACE_ROUNDS", "300"))
SILENT = {"refused", "blocked", "held", "wrong address", "switched off", "told lately"}
TELLS, MAY_NOT_TELL = 0.4, 0.25
"""How far from .5 the statistic of an observer who knows, and of one who cannot know, may be with so few rounds."""


@pytest.mark.parametrize(("other", "expected"), [([1, 2], 0.5), ([3, 4], 1), ([0, 0], 0), ([1.5], 0.5)])
def test_the_statistic(other, expected):
    assert auc([1, 2], other) == expected


@pytest.mark.rule("R24", "R27")
def test_the_time_between_two_emails_does_not_tell_of_a_third(db, clock, settings):
    distances = measure_on_a_virtual_clock(clock, settings, ROUNDS, SEED).distances()
    assert {world: far for world, far in distances.items() if far > MAY_NOT_TELL} == {}


def test_a_worker_that_sends_in_order_is_caught(db, clock, settings, monkeypatch):
    with in_order(monkeypatch):
        measured = measure_on_a_virtual_clock(clock, settings, 5, SEED)
    assert measured.mailed == {*IN_THE_GATE} - SILENT
    assert {world for world, far in measured.distances().items() if far > TELLS} == SILENT & {*IN_THE_GATE}


@pytest.fixture
def real_time(settings, monkeypatch):
    """Real time, and a mail server that takes 10 ms for a message; a ninetieth of the usual spread: one second."""
    monkeypatch.setattr("network.clock.timezone", timezone)
    monkeypatch.setattr("notifications.spread.EACH", spread.EACH / 90)
    settings.EMAIL_BACKEND = "notifications.backends.SMTPBackend"
    settings.EMAIL_HOST, settings.MAIL_SPREAD_SECONDS = "127.0.0.1", 1
    sink = SlowSink(latency=0.01)
    with running(sink) as settings.EMAIL_PORT:
        yield sink


@pytest.mark.long
def test_the_time_between_two_emails_does_not_tell_of_a_third_in_real_time(db, real_time):
    distances = measure_over_smtp(real_time, LONG_ROUNDS).distances()
    assert {world: far for world, far in distances.items() if far > 0.1} == {}


@pytest.mark.long
def test_a_worker_that_sends_in_order_is_caught_in_real_time(db, real_time, monkeypatch):
    with in_order(monkeypatch):
        measured = measure_over_smtp(real_time, 40)
    assert {world for world, far in measured.distances().items() if far > TELLS} >= SILENT
    assert measured.mailed == {*WORLDS} - SILENT
