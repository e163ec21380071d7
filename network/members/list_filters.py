"""Search and filters of a list, each with a GET parameter of its own.

They can be combined. Unknown values are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode

from network.members.requests import search_query

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

    typed: dict[str, Label] = {}
    """The parameters with a value that is typed, shown in the same disclosure, and their titles."""

    def __init__(self, request: HttpRequest) -> None:
        self._shown = [
            (key, value) for key, values in request.GET.lists() if key != "after" for value in values
        ]
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
    def typed_filters(self) -> list[tuple[str, Label, str]]:
        """Parameter, title and value of each field for a value."""
        return [(name, title, self.chosen.get(name, "")) for name, title in self.typed.items()]

    @property
    def advanced_open(self) -> bool:
        return bool(self.chosen.keys() & (self.advanced.keys() | self.typed.keys()))

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
        kept = [(key, value) for key, value in self._shown if key != name]
        return f"?{urlencode([*kept, (name, value)] if value else kept)}"
