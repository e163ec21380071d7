"""The process of one seed: see `network.simulation.seed`."""

import json
import os
import sys
import threading
import time

import django


def end_with(parent: int) -> None:
    """End this process when the one that has started it has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    django.setup()
    from network.simulation import seed, town_json

    json.dump(seed.simulate(town_json.load(sys.stdin.read()), int(sys.argv[1])), sys.stdout, sort_keys=True)
