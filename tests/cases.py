"""A part of the cases of each test: for a second run, on another database, after one with all of them."""

from __future__ import annotations

import os
import random
from collections import defaultdict

import pytest

CASES = int(os.environ.get("CASES_PER_TEST", "0"))
WHOLE = ("races", "every_case")
"""The marks of tests of which no case is left out."""


def left_out(items: list[pytest.Item], number: int = CASES) -> set[pytest.Item]:
    """The cases above this number of each test, drawn by its name: every run leaves out the same. None for 0."""
    cases = defaultdict(list)
    for item in items:
        if number and not any(item.get_closest_marker(mark) for mark in WHOLE):
            cases[item.nodeid.partition("[")[0]].append(item)
    return {
        item
        for test, group in cases.items()
        for item in random.Random(test).sample(group, max(0, len(group) - number))
    }
