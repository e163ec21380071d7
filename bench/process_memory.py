"""How much memory this process has, in MiB, as Linux counts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

RESET_PEAK = "5"


def resident() -> float:
    return _read("VmRSS")


def private() -> float:
    """What only this process has: without the pages of libraries that it shares with others."""
    text = Path("/proc/self/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(r"Private_\w+:\s+(\d+) kB", text)) / 1024


def growth_during(call: Callable[[], object]) -> float:
    """By how much the call raised the peak above what the process had before."""
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    before = resident()
    call()
    return max(0.0, _read("VmHWM") - before)


def _read(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
