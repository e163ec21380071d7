"""CPU time and memory of the services, as Linux counts them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.stack.services import Services

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(services: Services) -> dict[str, float]:
    """What each kind of service has used so far, with its ended children; the timer's processes are too short for that."""
    used: dict[str, float] = {}
    for name, service in services.by_name.items():
        if name == "clock":
            continue
        kind = name.partition(" ")[0]
        used[kind] = used.get(kind, 0) + _with_children(service.pid())
    return used | {"database": _with_children(_postmaster(services))}


def web_memory(services: Services) -> list[float]:
    """MiB of each web process: its own and its share of what several have (PSS)."""
    return [_share(pid) for pid in services.by_name["web"].children()]


def _with_children(pid: int) -> float:
    children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return _ticks(pid, ended=True) / TICKS + sum(_ticks(each) for each in children) / TICKS


def _ticks(pid: int, ended: bool = False) -> int:
    """User and system time of a process, and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11:15] if ended else fields[11:13]))


def _share(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def _postmaster(services: Services) -> int:
    [(folder,)] = services.query("SHOW data_directory")
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])
