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
        Figure("P1", "sessions", "Sessions", redis=True),
        Figure("P2", "inbox", "Inbox of 20 invitations"),
        Figure("P3", "queries", "Statements of pages and verbs"),
        Figure("P4", "verbs_raw", "Sending and accepting against raw SQL"),
        Figure("P5", "verbs_peer", "Sending and accepting against django-friendship"),
        Figure("P6", "hot_recipient", "Eight senders and one recipient", POSTGRESQL),
        Figure("P7", "allowance", "Eight senders with one allowance"),
        Figure("P8", "reminders", "Reminders"),
        Figure("P9", "mail", "Sending e-mails"),
        Figure("P10", "connections", "Page of connections"),
        Figure("P11", "degrees", "How 20 people are connected with a member"),
        Figure("P12", "shared", "Shared connections"),
        Figure("P13", "suggestions", "People you may know"),
        Figure("P14", "connection_size", "Size of a connection"),
        Figure("P15", "memory", "Memory of a web worker"),
        Figure("P16", "bookwyrm", "Inbox against BookWyrm"),
        Figure("P17", "pages", "Other pages against an empty one"),
        Figure("P18", "search", "Search"),
        Figure("P19", "deliveries", "Deliveries and e-mails of a worker"),
        Figure("P20", "tick", "Tick, and seeding"),
        Figure("P21", "town", "Simulated towns", ("sqlite",)),
    )
}
