"""Search, filters and sort order of the three lists, each with a GET parameter of its own.

They can be combined. Unknown values are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from invitations.models import Invitation, Reception
from network.common.addresses import normalise_address
from network.common.pagination import Search
from network.members.list_filters import FilterSet
from network.members.models import Connection, Member, has_trigrams, search_q

if TYPE_CHECKING:
    from invitations.models.invitation import InvitationQuerySet
    from invitations.models.reception import ReceptionQuerySet


class ReceivedFilterSet(FilterSet):
    options = {
        "note": {"1": _("With a note")},
        "shared": {"1": _("Shared connections")},
        "reason": {**dict(Invitation.Reason.choices), "none": _("Not said")},
        "sort": {"oldest": _("Oldest first")},
    }
    advanced = {"reason": _("How they say they know you"), "sort": _("Order")}

    def filter_queryset(self, rows: ReceptionQuerySet, viewer: Member) -> ReceptionQuerySet:
        if "note" in self.chosen:
            rows = rows.exclude(note="")
        if "shared" in self.chosen:
            senders = Member.objects.filter(pk=OuterRef("sender"))
            rows = rows.filter(Exists(Connection.objects.with_mutuals(viewer, senders)))
        if reason := self.chosen.get("reason"):
            rows = rows.filter(invitation__reason="" if reason == "none" else reason)
        return rows

    def search(self, viewer: Member) -> Search | None:
        """Every word in what senders call themselves, or every word in the note."""
        by_name = Q(sender__in=Member.objects.search(self.query).values("pk"))
        matches = search_q(self.query, "sender__") | search_q(self.query)
        return _search(self.query, matches, Reception.objects.of(viewer), by_name, search_q(self.query))


class SentFilterSet(FilterSet):
    """Reads only the sender's half."""

    options = {"state": dict(Invitation.Status.choices)}

    def filter_queryset(self, rows: InvitationQuerySet) -> InvitationQuerySet:
        if state := self.chosen.get("state"):
            rows = rows.shown_as(state)
        return rows

    def search(self, viewer: Member) -> Search | None:
        """Every word in what recipients call themselves, or every word in note and typed address."""
        named = Member.objects.filter(left_at=None).search(self.query)
        by_name = search_q(self.query, "recipient__") & Q(recipient__left_at=None)
        by_text = search_q(self.query) | search_q(normalise_address(self.query))
        own = Invitation.objects.sent_by(viewer)
        return _search(self.query, by_name | by_text, own, Q(recipient__in=named.values("pk")), by_text)


def _search(query: str, matches: Q, own: QuerySet[Any], by_name: Q, by_text: Q) -> Search | None:
    """None without a query. `own`: all rows of the list's member, in which `by_name` and `by_text` use their indexes."""
    if not query:
        return None
    if not has_trigrams(query):
        return Search(matches)
    texts = own.exclude(search_text="").filter(by_text)
    found = Q(pk__in=own.filter(by_name).values("pk").union(texts.values("pk")))
    return Search(matches, found, needs_index=True)
