"""What a replay has found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone


class Decision(NamedTuple):
    """One decision: `subject` is the key of an invitation, or of a member where `kind` is about members."""

    kind: str
    subject: int
    day: str
    outcome: str


def product_day(at: datetime) -> str:
    """The day in the time zone of the site, as the daily check counts days."""
    return timezone.localtime(at, timezone.get_default_timezone()).date().isoformat()


@dataclass
class Tally:
    """Decisions under one policy, counted: nothing grows with them but the number of days."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    days: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, decision: Decision) -> None:
        self.counts[decision.kind, decision.outcome] += 1
        self.days[decision.kind, decision.day] += 1

    def summary(self) -> dict[str, Any]:
        kinds = sorted({kind for kind, _ in self.counts})
        return {
            kind: {
                "outcomes": {name: n for (of, name), n in sorted(self.counts.items()) if of == kind},
                "days": {day: n for (of, day), n in sorted(self.days.items()) if of == kind},
            }
            for kind in kinds
        }


@dataclass
class ReplayResult:
    """`recorded` is what happened, `in_force` what is decided again under the numbers of the time, `other` under the others.

    `unexplained` are decisions of the first two that differ; `restricted` are the members whom each policy would have
    restricted by itself, with the day; `lines` explain what differs for one member.
    """

    recorded: Tally = field(default_factory=Tally)
    in_force: Tally = field(default_factory=Tally)
    other: Tally = field(default_factory=Tally)
    unexplained: Counter[Decision] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    cannot_be_replayed: Counter[str] = field(default_factory=Counter)
    restricted_in_force: dict[int, str] = field(default_factory=dict)
    restricted: dict[int, str] = field(default_factory=dict)
    lines: list[tuple[str, Decision]] = field(default_factory=list)
    rows: int = 0

    def summary(self) -> dict[str, Any]:
        """For JSON: numbers, kinds, reasons and days, and nobody's name or key."""
        return {
            "rows": self.rows,
            "recorded": self.recorded.summary(),
            "in_force": self.in_force.summary(),
            "other": self.other.summary(),
            "unexplained": sum(map(abs, self.unexplained.values())),
            "differing": dict(sorted(self.differing.items())),
            "cannot_be_replayed": dict(sorted(self.cannot_be_replayed.items())),
            "restricted_in_force": len(self.restricted_in_force),
            "restricted": len(self.restricted),
        }
