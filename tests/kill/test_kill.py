"""Whenever a worker is killed, no e-mail is lost, and only one that the server had already accepted is sent twice."""

from __future__ import annotations

import os
from collections import Counter
from itertools import cycle
from random import Random

import pytest

from tests.kill.fixtures import kill_test
from tests.kill.kill_point import ACCEPTED, ONCE_A_BATCH, POINTS

KILLS = int(os.environ.get("KILLS", "18"))
SEED = int(os.environ.get("KILL_SEED", "1"))


@pytest.mark.run_first
def test_no_email_is_lost_when_workers_are_killed(tmp_path, queue_settings):
    """Kill workers at every point until there are `KILLS`, then compare what was sent with what should be."""
    random, deaths = Random(SEED), Counter()
    with kill_test(tmp_path, **queue_settings) as test:
        for point in cycle(POINTS):
            latest = 1 if point in ONCE_A_BATCH else 2
            died = test.kill(point, random.randint(1, latest), random.randint(1, latest))
            assert died, point
            deaths[point] += died
            if deaths.total() >= KILLS and set(deaths) == set(POINTS):
                break
        test.drain()
        assert test.lost() == []
        assert test.duplicates() == deaths[ACCEPTED]
        report = test.pool.run_one("report")
    assert (report["undelivered"], report["unsent"], report["failed"]) == (0, 0, 0)
    assert report["receptions"] == report["invitations sent"] > KILLS
