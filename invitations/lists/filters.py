"""What a member looks for among their invitations: words, filters, an order, each by a GET parameter of its own.

They combine. A value that nobody offers is as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invitations.models import Invitation
from network.members.models import Connection, Member
from network.members.requests import search_query

if TYPE_CHECKING:
    from invitations.models.invitation import InvitationQuerySet
    from invitations.models.reception import ReceptionQuerySet

Label = str | Promise
Offers = dict[str, dict[str, Label]]


@dataclass(frozen=True)
class Chip:
    """A filter that one click sets and the next one removes."""

    label: Label
    href: str
    active: bool


class FilterSet:
    """`offers` holds each parameter with its values; those of `further` stand in a fold, under their titles."""

    offers: Offers = {}
    advanced: dict[str, Label] = {}

    def __init__(self, request: HttpRequest) -> None:
        self._asked = request.GET
        self.words = search_query(request)
        given = {name: request.GET.get(name, "") for name in self.offers}
        self.chosen = {name: value for name, value in given.items() if value in self.offers[name]}

    @property
    def is_filtered(self) -> bool:
        """Whether something may be missing from the list because of it."""
        return bool(self.words or self.chosen.keys() - {"sort"})

    @property
    def chips(self) -> list[Chip]:
        """Those that stand beside the search."""
        return [chip for name in self.offers if name not in self.advanced for chip in self._chips(name)]

    @property
    def advanced_filters(self) -> list[tuple[Label, list[Chip]]]:
        return [(title, self._chips(name)) for name, title in self.advanced.items()]

    @property
    def advanced_open(self) -> bool:
        return bool(self.chosen.keys() & self.advanced.keys())

    def order(self, newest_first: tuple[str, str]) -> tuple[str, str]:
        if "sort" not in self.chosen:
            return newest_first
        at, key = newest_first
        return at.removeprefix("-"), key.removeprefix("-")

    def _chips(self, name: str) -> list[Chip]:
        chosen = self.chosen.get(name)
        return [
            Chip(label, self._address(name, "" if value == chosen else value), value == chosen)
            for value, label in self.offers[name].items()
        ]

    def _address(self, name: str, value: str) -> str:
        """This page again, from its beginning, with that parameter changed."""
        query = self._asked.copy()
        for gone in ("after", name):
            query.pop(gone, None)
        if value:
            query[name] = value
        return f"?{query.urlencode()}"


class ReceivedFilterSet(FilterSet):
    offers = {
        "note": {"1": _("With a note")},
        "shared": {"1": _("Shared connections")},
        "reason": {**dict(Invitation.Reason.choices), "none": _("Not said")},
        "sort": {"oldest": _("Oldest first")},
    }
    advanced = {"reason": _("How they say they know you"), "sort": _("Order")}

    def filter_queryset(self, rows: ReceptionQuerySet, viewer: Member) -> ReceptionQuerySet:
        if self.words:
            rows = rows.filter(Q(sender__name__icontains=self.words) | Q(note__icontains=self.words))
        if "note" in self.chosen:
            rows = rows.exclude(note="")
        if "shared" in self.chosen:
            senders = Member.objects.filter(pk=OuterRef("sender"))
            rows = rows.filter(Exists(Connection.objects.with_mutuals(viewer, senders)))
        if reason := self.chosen.get("reason"):
            rows = rows.filter(invitation__reason="" if reason == "none" else reason)
        return rows


class SentFilterSet(FilterSet):
    """By the sender's own half alone."""

    offers = {"state": dict(Invitation.Status.choices)}

    def filter_queryset(self, rows: InvitationQuerySet) -> InvitationQuerySet:
        if self.words:
            named = Q(recipient__name__icontains=self.words, recipient__leaving_at=None)
            rows = rows.filter(named | Q(address__icontains=self.words))
        if state := self.chosen.get("state"):
            rows = rows.filter(status=state)
        return rows
