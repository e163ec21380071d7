"""The process of one simulated seed, with what it cost. Used by `bench.figures.town` in place of `network.simulation`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import django


def main(people: int, days: int) -> dict[str, float]:
    """Simulate the village of so many people and days. Returns its seconds, those in the product's code, and memory."""
    from bench.process_memory import growth_during  # noqa: PLC0415  after `setup`
    from network.simulation import recipients, senders, town_file  # noqa: PLC0415
    from network.simulation.world import World  # noqa: PLC0415

    class MeasuredWorld(World):
        """Counts the calls of the product's code, and their seconds on the processor."""

        calls, seconds = 0, 0.0

        def call(self, function: Callable[..., object], *arguments: object) -> None:
            begun = time.process_time()
            try:
                super().call(function, *arguments)
            finally:
                self.calls += 1
                self.seconds += time.process_time() - begun

    town = town_file.read(town_file.find("village"))
    world = MeasuredWorld(replace(town, people=people, days=days, communities=max(1, people // 25)), 1)
    senders.begin(world)
    recipients.begin(world)
    begun = time.process_time()
    memory = growth_during(world.run)
    return {
        "seconds": time.process_time() - begun, "in_product": world.seconds, "calls": world.calls, "memory": memory,
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    json.dump(main(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
