"""The filters of the directory: by degree of connection, and by profile fields that every member sees."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from network.members.list_filters import FilterSet, Options
from network.members.models import Connection, Member, ProfileField
from network.members.models.member import MemberQuerySet
from network.members.people.field_values import filter_fields

HUB_DEGREE = 200
"""From so many connections on, many members match: they are looked up one by one in the order of the list."""


DEGREES = {"1": _("Your connections (1st)"), "2": _("Connections of your connections (2nd)")}


class DirectoryFilterSet(FilterSet):
    """A choice is shown as links, a year as a field. Nobody can filter by what they may not see on every profile."""

    def __init__(self, request: HttpRequest) -> None:
        fields = {_parameter(field): field for field in filter_fields()}
        choices = {name: field for name, field in fields.items() if field.kind == ProfileField.Kind.CHOICE}
        self.options: Options = {"degree": {**DEGREES}}
        self.options |= {name: {**field.options} for name, field in choices.items()}
        self.advanced = {name: field.label for name, field in choices.items()}
        self.typed = {name: field.label for name, field in fields.items() if name not in choices}
        super().__init__(request)
        values = {name: _typed(fields[name], request.GET.get(name, "")) for name in self.typed}
        self.chosen |= {name: value for name, value in values.items() if value}
        self._columns = {
            fields[name].column: self.chosen[name] for name in fields.keys() & self.chosen.keys()
        }

    def filter_queryset(self, people: MemberQuerySet, viewer: Member) -> QuerySet[Any]:
        """Those of this degree and with these values. Second degree: through connections who show theirs only."""
        people = people.filter(**self._columns)
        degree = self.chosen.get("degree")
        if degree == "1":
            return Connection.objects.first_degree(viewer, people)
        if degree == "2":
            return Connection.objects.second_degree(viewer, people, one_by_one=viewer.degree > HUB_DEGREE)
        return people

    def is_selective(self, viewer: Member) -> bool:
        """Whether few members match, so that they are sorted after the filter."""
        return "degree" in self.chosen and viewer.degree <= HUB_DEGREE


def _parameter(field: ProfileField) -> str:
    return f"field-{field.pk}"


def _typed(field: ProfileField, text: str) -> str | None:
    """The value that was typed; None for one that the field cannot have."""
    try:
        return field.parse(text)
    except ValidationError:
        return None
