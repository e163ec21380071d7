"""Processes of the product on one database, let go at one moment; what each can do stands in `hand.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HAND = "import django; django.setup(); from tests.races.hand import obey; obey()"
WORKERS = ["work"] * 2
TICKS = ["tick"] * 4
NUMBER = 40


class Crew:
    def __init__(self, number: int, environment: dict[str, str]) -> None:
        told = os.environ | {"DJANGO_SETTINGS_MODULE": "network.settings", "DEMO": "1"} | environment
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._hands = [
            subprocess.Popen([sys.executable, "-c", HAND], cwd=ROOT, env=told, **pipes) for _ in range(number)
        ]

    def alone(self, order: str) -> Any:
        return self.together([order])[0]

    def together(self, orders: list[str]) -> list[Any]:
        """Give each its order before any answer is waited for."""
        hands = self._hands[: len(orders)]
        for hand, order in zip(hands, orders, strict=True):
            hand.stdin.write(order + "\n")
            hand.stdin.flush()
        return [json.loads(hand.stdout.readline()) for hand in hands]

    def go_home(self) -> None:
        for hand in self._hands:
            hand.communicate(timeout=20)


@contextmanager
def crew(number: int, **environment: str) -> Iterator[Crew]:
    hands = Crew(number, environment)
    try:
        hands.together(["ready"] * number)
        yield hands
    finally:
        hands.go_home()


def deliver_and_remind(hands: Crew) -> dict[str, Any]:
    """Forty invitations, a week, and two workers with four ticks at every turn of it: what came of that."""
    hands.alone(f"invite {NUMBER}")
    for days in (0, 7):
        hands.alone(f"wait {days}")
        hands.together(WORKERS + TICKS)
        hands.together(WORKERS + TICKS)
        hands.alone("work")
    return hands.alone("report")


EACH_ONCE = {
    "broken": [],
    "receptions": NUMBER,
    "invitations sent": NUMBER,
    "reminders sent": NUMBER,
    "e-mails": 2 * NUMBER,
    "undelivered": 0,
    "unsent": 0,
    "failed": 0,
}
