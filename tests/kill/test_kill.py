"""P-KILL: whenever a worker dies, no e-mail is lost, and none leaves twice but one that the server had taken."""

from __future__ import annotations

import os
from collections import Counter
from itertools import cycle
from random import Random

from tests.kill.town import town
from tests.kill.trap import ACCEPTED, POINTS

KILLS = int(os.environ.get("KILLS", "30"))
SEED = int(os.environ.get("KILL_SEED", "1"))


def test_nothing_is_lost_when_workers_die(tmp_path):
    numbers, deaths = Random(SEED), Counter()
    with town(tmp_path) as here:
        for point in cycle(POINTS):
            died = here.kill(point, numbers.randint(1, 2), numbers.randint(1, 2))
            assert died, point
            deaths[point] += died
            if deaths.total() >= KILLS and set(deaths) == set(POINTS):
                break
        here.work_the_rest_off()
        assert here.lost() == []
        assert here.copies() == deaths[ACCEPTED]
        report = here.hands.alone("report")
    assert (report["undelivered"], report["unsent"], report["failed"]) == (0, 0, 0)
    assert report["receptions"] == report["invitations sent"] > KILLS
