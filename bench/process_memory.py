"""How much memory this process has, in MiB, as Linux counts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

RESET_PEAK = "5"


def resident() -> float:
    return _read("VmRSS")


def share() -> float:
    """Its own memory, and its share of what several processes have, such as the code of libraries (PSS)."""
    return _read("Pss", "smaps_rollup")


def growth_during(call: Callable[[], object]) -> float:
    """By how much the call raised the peak above what the process had before."""
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    before = resident()
    call()
    return max(0.0, _read("VmHWM") - before)


def _read(name: str, file: str = "status") -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/self/{file}").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024
