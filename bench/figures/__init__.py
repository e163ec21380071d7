"""The figures of docs/performance.md, each in a module with a function `measure`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

BOTH = ("sqlite", "postgresql")
POSTGRESQL = ("postgresql",)


@dataclass(frozen=True)
class Figure:
    """One row of the list of figures. `redis`: it needs a Redis server."""

    id: str
    module: str
    title: str
    engines: tuple[str, ...] = BOTH
    redis: bool = False

    def measure(self, run: Any) -> list[Any]:
        return list(import_module(f"bench.figures.{self.module}").measure(run))


FIGURES = {
    figure.id: figure
    for figure in (
        Figure("P2", "inbox", "Inbox of 20 invitations"),
        Figure("P17", "pages", "Other pages against an empty one"),
    )
}
