"""The timeline of invitations in plain sentences, for staff and for the narrator of the demo.

Apps that depend on this one add their own entries to `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from invitations.admin.history import Entry, History
from invitations.admin.sentences import block_entries, delivery_entries, event_entries, report_entries
from invitations.models import Block, Delivery, Invitation, InvitationEvent, Report


@dataclass(frozen=True)
class Group:
    """What came of one cause, in the order in which it is told. `at` is when it began."""

    at: datetime
    entries: list[Entry]


def timeline_of(invitations: Iterable[Invitation], viewer: Any = None) -> list[Group]:
    """What happened to these invitations, newest first, grouped by what caused it.

    To a member of staff, only entries of models that they may view. The number of queries does not depend on how many
    invitations there are.
    """
    history = History(invitations, viewer)
    groups: dict[str, list[Entry]] = {}
    for model, source in SOURCES:
        if history.shows(model):
            for entry in source(history):
                groups.setdefault(entry.cause, []).append(entry)
    oldest_first = [Group(min(entry.at for entry in entries), entries) for entries in groups.values()]
    oldest_first.sort(key=lambda group: group.at)
    return oldest_first[::-1]


SOURCES: list[tuple[type[Model], Callable[[History], Iterable[Entry]]]] = [
    (InvitationEvent, event_entries),
    (Delivery, delivery_entries),
    (Report, report_entries),
    (Block, block_entries),
]
"""Functions that list entries, each with the model whose rows it shows, in the order in which a group tells them."""
