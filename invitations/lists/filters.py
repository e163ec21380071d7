"""Search, filters and sort order of the three lists, each with a GET parameter of its own.

They can be combined. Unknown values are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from invitations.models import Invitation
from network.common.addresses import normalise_address
from network.members.list_filters import FilterSet
from network.members.models import Connection, Member, search_q

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
        if self.query:
            rows = rows.filter(search_q(self.query, "sender__") | Q(note__icontains=self.query))
        if "note" in self.chosen:
            rows = rows.exclude(note="")
        if "shared" in self.chosen:
            senders = Member.objects.filter(pk=OuterRef("sender"))
            rows = rows.filter(Exists(Connection.objects.with_mutuals(viewer, senders)))
        if reason := self.chosen.get("reason"):
            rows = rows.filter(invitation__reason="" if reason == "none" else reason)
        return rows


class SentFilterSet(FilterSet):
    """Reads only the sender's half."""

    options = {"state": dict(Invitation.Status.choices)}

    def filter_queryset(self, rows: InvitationQuerySet) -> InvitationQuerySet:
        if self.query:
            by_name = search_q(self.query, "recipient__") & Q(recipient__left_at=None)
            rows = rows.filter(
                by_name | Q(address__icontains=self.query) | Q(address=normalise_address(self.query))
            )
        if state := self.chosen.get("state"):
            rows = rows.shown_as(state)
        return rows
