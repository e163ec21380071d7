"""People one may know: connections of one's connections, by how many of them one shares.

Found by reading little, so that a hub costs what it must and no more; kept in the shared cache. What the cache holds
are keys and numbers; who they are, and whether they may be shown, is asked each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery

from network.members.models import Connection, Member, MutualConnections
from network.members.models.mutual import MAX_MUTUALS_SHOWN

MAX_SOURCES = 100
"""Of so many of one's own connections, the newest."""
MAX_PER_SOURCE = 200
"""So many of the connections of each, the newest."""
MAX_CACHED = 50
CACHE_SECONDS = 6 * 60 * 60
"""Seconds that the cache holds what was found; it is found anew at once where the number of connections changes."""
PERSON_FIELDS = ("name", "handle", "headline", "photo", "leaving_at", "connections_visible_to")

Ranked = tuple[int, int, list[int]]
"""A person, how many connections are shared, the first of these, and one through whom the person was found."""


@dataclass
class Suggestion:
    """Somebody whom one may know, and what speaks for it."""

    person: Member
    shared: MutualConnections


def suggest(viewer: Member, exclude: Q, limit: int) -> list[Suggestion]:
    """The best, but for those of whom the condition on `Member` holds. One statement beside the cache.

    Where those are used up, the next best are looked for, now without whom the condition leaves out.
    """
    ranked = _cached_ranking(viewer)
    found = _shown(viewer, ranked, exclude)
    if len(ranked) == MAX_CACHED and len(found) < limit:
        may_be_shown = Member.objects.joined().filter(~exclude, pk=OuterRef("other"))
        found = _shown(viewer, _cache(viewer, _rank(viewer, Q(Exists(may_be_shown)))), exclude)
    return found[:limit]


def _shown(viewer: Member, ranked: list[Ranked], exclude: Q) -> list[Suggestion]:
    people = _people(viewer, ranked, exclude) if ranked else {}
    found = ((pk, count, [people[face] for face in near if face in people]) for pk, count, near in ranked)
    return [
        Suggestion(people[pk], MutualConnections(count, near[:MAX_MUTUALS_SHOWN]))
        for pk, count, near in found
        if pk in people and any(face.connections_visible_to != Member.VisibleTo.NOBODY for face in near)
    ]


def _key(viewer: Member) -> str:
    return f"acquaintances:{viewer.pk}:{viewer.degree}"


def _cached_ranking(viewer: Member) -> list[Ranked]:
    if not viewer.degree:
        return []
    ranked: list[Ranked] | None = cache.get(_key(viewer))
    return _cache(viewer, _rank(viewer)) if ranked is None else ranked


def _cache(viewer: Member, ranked: list[Ranked]) -> list[Ranked]:
    cache.set(_key(viewer), ranked, CACHE_SECONDS)
    return ranked


def _rank(viewer: Member, among: Q | None = None) -> list[Ranked]:
    """Among equals the lot decides: the same for this viewer each time, and it tells nothing of the people."""
    lot = (F("other") * 7919 + viewer.pk * 104729) % 10007
    mine = Connection.objects.of(viewer).filter(other=OuterRef("other"))
    edges = Connection.objects.filter(_second_degree(viewer), ~Exists(mine), among or Q()).exclude(
        other=viewer
    )
    found = edges.values("other").annotate(ways=Count("owner"), way=Min("owner")).order_by("-ways", lot)
    best = dict(found.values_list("other", "way")[:MAX_CACHED])
    shared = Connection.objects.shared(viewer, [Member(pk=pk) for pk in best])
    ranked = [_ranked(pk, shared[pk], way) for pk, way in best.items() if pk in shared]
    return sorted(ranked, key=lambda each: -each[1])


def _ranked(pk: int, shared: MutualConnections, way: int) -> Ranked:
    return pk, shared.count, list(dict.fromkeys([*(face.pk for face in shared.members), way]))


def _second_degree(viewer: Member) -> Q:
    """The connections of one's connections, as far as one looks, and none through somebody who shows theirs to nobody."""
    theirs = Connection.objects.filter(owner=OuterRef("other")).order_by("-since").values("since")
    near = (
        Connection.objects.of(viewer)
        .filter(other__is_active=True)
        .exclude(other__connections_visible_to=Member.VisibleTo.NOBODY)
        .annotate(beyond=Subquery(theirs[MAX_PER_SOURCE : MAX_PER_SOURCE + 1]))
        .order_by("-since", "-other")
        .values_list("other", "beyond")[:MAX_SOURCES]
    )
    reach = Q(owner__in=[pk for pk, beyond in near if beyond is None])
    for pk, beyond in near:
        if beyond is not None:
            reach |= Q(owner=pk, since__gt=beyond)
    return reach


def _people(viewer: Member, ranked: list[Ranked], exclude: Q) -> dict[int, Member]:
    """Those who may be shown now, and the connections of one's own that stand behind them."""
    connected = Exists(Connection.objects.of(viewer).filter(other=OuterRef("pk")))
    new = Q(~connected, ~exclude, pk__in=[pk for pk, _count, _near in ranked])
    near = Q(connected, pk__in={face for _pk, _count, near in ranked for face in near})
    rows = Member.objects.joined().filter(new | near)
    return {row.pk: row for row in rows.only(*PERSON_FIELDS)}
