"""What happened to an invitation, as sentences for the staff. The apps above tell what they know in the same form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations.models import Invitation
from network.common.admin import change_url


@dataclass(frozen=True)
class Entry:
    """One line of an invitation's timeline. `words` are its parts: who, what, why."""

    at: datetime
    words: list[str]
    url: str = ""

    @property
    def sentence(self) -> str:
        return " · ".join(word for word in self.words if word)


def events_of(invitation: Invitation) -> Iterable[Entry]:
    for event in invitation.events.select_related("actor"):
        who = str(event.actor) if event.actor else _("the worker")
        yield Entry(event.at, [who, event.get_kind_display(), event.reason], change_url(event))


def deliveries_of(invitation: Invitation) -> Iterable[Entry]:
    for delivery in invitation.deliveries.select_related("member"):
        to = _("delivery “%(kind)s” to %(name)s") if delivery.member else _("delivery “%(kind)s”")
        what = to % {"kind": delivery.get_kind_display(), "name": delivery.member}
        failed = ngettext("%(count)d failed attempt", "%(count)d failed attempts", delivery.attempts) % {
            "count": delivery.attempts
        }
        words = [what, delivery.get_outcome_display(), failed if delivery.attempts else ""]
        yield Entry(delivery.decided_at or delivery.asked_at, words, change_url(delivery))


def timeline_of(invitation: Invitation) -> list[Entry]:
    """In the order of time; what happened at one moment in the order of the sources."""
    told = [entry for source in SOURCES for entry in source(invitation)]
    return sorted(told, key=lambda entry: entry.at)


SOURCES: list[Callable[[Invitation], Iterable[Entry]]] = [events_of, deliveries_of]
