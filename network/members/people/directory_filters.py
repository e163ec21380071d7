"""The filter of the directory by degree of connection."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from network.members.list_filters import FilterSet
from network.members.models import Connection, Member
from network.members.models.member import MemberQuerySet

HUB_DEGREE = 200
"""From so many connections on, many members match: they are looked up one by one in the order of the list."""


class DegreeFilterSet(FilterSet):
    options = {"degree": {"1": _("Your connections (1st)"), "2": _("Connections of your connections (2nd)")}}

    def filter_queryset(self, people: MemberQuerySet, viewer: Member) -> QuerySet[Any]:
        """Those of this degree. Members of the second degree are found through connections who show theirs only."""
        degree = self.chosen.get("degree")
        if degree == "1":
            return Connection.objects.first_degree(viewer, people)
        if degree == "2":
            return Connection.objects.second_degree(viewer, people, one_by_one=viewer.degree > HUB_DEGREE)
        return people

    def is_selective(self, viewer: Member) -> bool:
        """Whether few members match, so that they are sorted after the filter."""
        return "degree" in self.chosen and viewer.degree <= HUB_DEGREE
