"""The directory of members and the lists of connections."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from network.common.pagination import FirstPage, Page, Search, paginate
from network.common.text import isolate
from network.members.models import (
    MEMBER_CARD_FIELDS,
    Connection,
    Member,
    MutualConnections,
    has_trigrams,
    search_q,
)
from network.members.models.connection import ConnectionQuerySet
from network.members.models.member import MemberQuerySet
from network.members.people.directory_filters import DirectoryFilterSet
from network.members.people.field_values import Viewer, card_values
from network.members.requests import current_member, search_query

SORT_ORDERS = {
    "newest": ("-since", "-other"),
    "oldest": ("since", "other"),
    "name": ("other__sort_key", "other"),
}
BY_NAME = ("sort_key", "id")


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """All other members by name, or those that match the search and the filter, page by page."""
    viewer, filters = current_member(request), DirectoryFilterSet(request)
    cursor = request.GET.get("after", "")
    if cursor or filters.query or filters.chosen:
        page: Page[Any] = paginate(
            filters.filter_queryset(_others(viewer.pk), viewer),
            BY_NAME,
            cursor,
            selective=filters.is_selective(viewer),
            search=_search(filters.query),
            enrich=partial(_annotate_for, viewer.pk, viewer.degree),
        )
    else:
        page = _FIRST_PAGE.of(viewer.pk, viewer.degree)
    cards = [member_card(person) for person in page.rows]
    context = {"cards": cards, "next": page.next, "q": filters.query, "filters": filters}
    return render(request, "members/directory.html", context)


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """The viewer's own connections."""
    rows = Connection.objects.of(current_member(request))
    return _connection_list(request, rows, "members/connections.html")


@require_safe
def connections_of(request: HttpRequest, handle: str) -> HttpResponse:
    """Another member's connections; 404 where the member does not show them to the viewer."""
    viewer = current_member(request)
    is_connected = Exists(Connection.objects.filter(owner=viewer, other=OuterRef("pk")))
    members = Member.objects.joined().annotate(connected=is_connected)
    person: Any = get_object_or_404(members, handle=handle)
    if not person.shows_connections_to(viewer, person.connected):
        raise Http404
    rows = Connection.objects.of(person).filter(other__is_active=True)
    return _connection_list(request, rows, "members/member_connections.html", person=person)


@require_POST
def remove_connection(request: HttpRequest, handle: str) -> HttpResponse:
    """Remove the viewer's connection with this member."""
    other = get_object_or_404(Member, handle=handle)
    if Connection.objects.remove(current_member(request), other):
        messages.success(
            request, _("%(name)s is no longer among your connections.") % {"name": isolate(other.name)}
        )
    else:
        messages.info(request, _("No longer open."))
    return redirect("members:connections")


def member_card(person: Any) -> dict[str, Any]:
    """The context of a member's card; `person` comes from `Connection.objects.annotate_for`."""
    shared = MutualConnections.from_annotations(person)
    viewer = Viewer.CONNECTION if person.connected else Viewer.MEMBER
    degree = 1 if person.connected else 2 if shared else 3
    values = card_values(person, viewer)
    return {"person": person, "shared": shared, "degree": degree, "field_values": values}


def _others(viewer: int, _degree: int = 0) -> MemberQuerySet:
    people: MemberQuerySet = Member.objects.joined().exclude(pk=viewer)
    return people


def _annotate_for(viewer: int, degree: int, people: QuerySet[Member]) -> QuerySet[Any]:
    shown = people.only(*MEMBER_CARD_FIELDS, "sort_key")
    return Connection.objects.annotate_for(Member(pk=viewer, degree=degree), shown)


_FIRST_PAGE = FirstPage(_others, BY_NAME, 2, enrich=_annotate_for)


def _search(query: str) -> Search:
    matches = search_q(query)
    return Search(matches, matches if has_trigrams(query) else None)


def _connection_list(
    request: HttpRequest, rows: ConnectionQuerySet, template: str, **extra_context: Any
) -> HttpResponse:
    """Connections of one member, searched, sorted and paginated by the query string."""
    query, sort = search_query(request), request.GET.get("sort", "")
    sort = sort if sort in SORT_ORDERS else "newest"
    page = paginate(
        rows.search(query).select_related("other"), SORT_ORDERS[sort], request.GET.get("after", "")
    )
    cards = [
        {
            "person": row.other,
            "shared": None,
            "degree": 0,
            "field_values": card_values(row.other, Viewer.MEMBER),
        }
        for row in page.rows
    ]
    context = {"connections": page.rows, "cards": cards, "next": page.next, "q": query, "sort": sort}
    return render(request, template, context | extra_context)
