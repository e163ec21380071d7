"""What the tests must cover: all of the two apps that hold the promises, nearly all of the rest."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

WHOLE = ("invitations", "notifications")
LEAST = 95.0


def shortfalls(report: dict[str, Any]) -> list[str]:
    """From coverage.py's JSON report: one sentence for every file or sum that is below its figure."""
    found = []
    for name, file in sorted(report["files"].items()):
        path = PurePath(name)
        if path.parts[0] not in WHOLE or path.name == "admin.py" or "migrations" in path.parts:
            continue
        lines, branches = file["missing_lines"], file.get("missing_branches", [])
        if lines or branches:
            found.append(f"{name}: lines {lines} and branches {branches} are not tested")
    total = report["totals"]["percent_covered"]
    if total < LEAST:
        found.append(f"{total:.1f} % of everything is covered; {LEAST:.0f} % is the least")
    return found
