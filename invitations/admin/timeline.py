"""The timeline of an invitation for staff. Apps that depend on this one add their own entries to `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations.models import Delivery, Invitation, InvitationEvent
from network.common.admin import change_url, may_view


@dataclass(frozen=True)
class Entry:
    """One line of an invitation's timeline. `parts` are who, what and why; empty ones are not shown."""

    at: datetime
    parts: list[str]
    url: str = ""

    @property
    def sentence(self) -> str:
        return " · ".join(part for part in self.parts if part)


def event_entries(invitation: Invitation) -> Iterable[Entry]:
    """All but `MAILED`, because the e-mail has an entry of its own."""
    for event in invitation.events.exclude(kind=InvitationEvent.Kind.MAILED).select_related("actor"):
        actor = str(event.actor) if event.actor else _("the worker")
        yield Entry(event.at, [actor, event.get_kind_display(), event.reason], change_url(event))


def delivery_entries(invitation: Invitation) -> Iterable[Entry]:
    for delivery in invitation.deliveries.select_related("member"):
        text = _("delivery “%(kind)s” to %(name)s") if delivery.member else _("delivery “%(kind)s”")
        title = text % {"kind": delivery.get_kind_display(), "name": delivery.member}
        failed = ngettext("%(count)d failed attempt", "%(count)d failed attempts", delivery.attempts) % {
            "count": delivery.attempts
        }
        parts = [title, delivery.get_outcome_display(), failed if delivery.attempts else ""]
        yield Entry(delivery.decided_at or delivery.requested_at, parts, change_url(delivery))


def timeline_of(invitation: Invitation, viewer: Any = None) -> list[Entry]:
    """All entries in order of time; entries of the same moment in the order of `SOURCES`.

    To a member of staff, only those of models that they may view.
    """
    sources = [source for model, source in SOURCES if viewer is None or may_view(viewer, model)]
    entries = [entry for source in sources for entry in source(invitation)]
    return sorted(entries, key=lambda entry: entry.at)


SOURCES: list[tuple[type[Model], Callable[[Invitation], Iterable[Entry]]]] = [
    (InvitationEvent, event_entries),
    (Delivery, delivery_entries),
]
"""Functions that list entries, each with the model whose rows it shows."""
