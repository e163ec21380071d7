"""Search, filters and sort order of the three lists, each with a GET parameter of its own.

They can be combined. Unknown values are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invitations.models import Invitation
from network.common.addresses import normalise_address
from network.members.models import Connection, Member, search_q
from network.members.requests import search_query

if TYPE_CHECKING:
    from invitations.models.invitation import InvitationQuerySet
    from invitations.models.reception import ReceptionQuerySet

Label = str | Promise
Options = dict[str, dict[str, Label]]


@dataclass(frozen=True)
class Chip:
    """A link that sets one value of a filter, or removes it if it is `active`."""

    label: Label
    href: str
    active: bool


class FilterSet:
    """The search and the filters of a request.

    `options` maps each GET parameter to its values and their labels. `advanced` maps the parameters that are shown
    in a disclosure to its titles.
    """

    options: Options = {}
    advanced: dict[str, Label] = {}

    def __init__(self, request: HttpRequest) -> None:
        self._parameters = request.GET
        self.query = search_query(request)
        values = {name: request.GET.get(name, "") for name in self.options}
        self.chosen = {name: value for name, value in values.items() if value in self.options[name]}

    @property
    def is_filtered(self) -> bool:
        """Whether a search or a filter may leave rows out of the list."""
        return bool(self.query or self.chosen.keys() - {"sort"})

    @property
    def chips(self) -> list[Chip]:
        """The chips beside the search field."""
        return [chip for name in self.options if name not in self.advanced for chip in self._chips(name)]

    @property
    def advanced_filters(self) -> list[tuple[Label, list[Chip]]]:
        return [(title, self._chips(name)) for name, title in self.advanced.items()]

    @property
    def advanced_open(self) -> bool:
        return bool(self.chosen.keys() & self.advanced.keys())

    def order(self, newest_first: tuple[str, str]) -> tuple[str, str]:
        """This order, reversed if the sort parameter is set."""
        if "sort" not in self.chosen:
            return newest_first
        at, key = newest_first
        return at.removeprefix("-"), key.removeprefix("-")

    def _chips(self, name: str) -> list[Chip]:
        chosen = self.chosen.get(name)
        return [
            Chip(label, self._url(name, "" if value == chosen else value), value == chosen)
            for value, label in self.options[name].items()
        ]

    def _url(self, name: str, value: str) -> str:
        """The first page of this list with that parameter changed."""
        parameters = self._parameters.copy()
        for key in ("after", name):
            parameters.pop(key, None)
        if value:
            parameters[name] = value
        return f"?{parameters.urlencode()}"


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
            rows = rows.filter(status=state)
        return rows
