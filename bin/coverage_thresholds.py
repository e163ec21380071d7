"""The coverage that the tests must reach: all of two apps, 95 percent of everything."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

COMPLETELY_COVERED = ("invitations", "notifications")
EXEMPT = {"admin", "migrations"}  # modules and packages
MINIMUM_TOTAL = 95.0


def shortfalls(report: dict[str, Any]) -> list[str]:
    """One sentence for every file, or the total, of SlipCover's JSON report that is below its threshold."""
    problems = []
    for name, file in sorted(report["files"].items()):
        parts = PurePath(name).with_suffix("").parts
        if parts[0] not in COMPLETELY_COVERED or not EXEMPT.isdisjoint(parts):
            continue
        lines, branches = file["missing_lines"], file.get("missing_branches", [])
        if lines or branches:
            problems.append(f"{name}: lines {lines} and branches {branches} are not tested")
    total = report["summary"]["percent_covered"]
    if total < MINIMUM_TOTAL:
        problems.append(f"{total:.1f} % of everything is covered; {MINIMUM_TOTAL:.0f} % is the minimum")
    return problems
