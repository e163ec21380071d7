"""People one may know: connections of one's connections, by how many of them one shares.

Found by reading little, so that a hub costs what it must and no more; kept in the shared cache. What the cache holds
are keys and numbers; who they are, and whether they may be shown, is asked each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery

from network.members.models import Connection, Member, Shared
from network.members.models.mutual import MAX_MUTUALS_SHOWN

SOURCES = 100
"""Of so many of one's own connections, the newest."""
EACH = 200
"""So many of the connections of each, the newest."""
KEPT = 50
FRESH = 6 * 60 * 60
"""Seconds that the cache holds what was found; it is found anew at once where the number of connections changes."""
SHOWN = ("name", "handle", "headline", "photo", "leaving_at", "connections_seen_by")

Ranked = tuple[int, int, list[int]]
"""A person, how many connections are shared, the first of these, and one through whom the person was found."""


@dataclass
class Acquaintance:
    """Somebody whom one may know, and what speaks for it."""

    person: Member
    shared: Shared


def may_know(viewer: Member, leaving_out: Q, most: int) -> list[Acquaintance]:
    """The best, but for those of whom the condition on `Member` holds. One statement beside the cache.

    Where those are used up, the next best are looked for, now without whom the condition leaves out.
    """
    ranked = _remembered(viewer)
    found = _shown(viewer, ranked, leaving_out)
    if len(ranked) == KEPT and len(found) < most:
        may_be_shown = Member.objects.joined().filter(~leaving_out, pk=OuterRef("other"))
        found = _shown(viewer, _keep(viewer, _rank(viewer, Q(Exists(may_be_shown)))), leaving_out)
    return found[:most]


def _shown(viewer: Member, ranked: list[Ranked], leaving_out: Q) -> list[Acquaintance]:
    people = _people(viewer, ranked, leaving_out) if ranked else {}
    found = ((pk, count, [people[face] for face in near if face in people]) for pk, count, near in ranked)
    return [
        Acquaintance(people[pk], Shared(count, near[:MAX_MUTUALS_SHOWN]))
        for pk, count, near in found
        if pk in people and any(face.connections_seen_by != Member.SeenBy.NOBODY for face in near)
    ]


def _key(viewer: Member) -> str:
    return f"acquaintances:{viewer.pk}:{viewer.degree}"


def _remembered(viewer: Member) -> list[Ranked]:
    if not viewer.degree:
        return []
    ranked: list[Ranked] | None = cache.get(_key(viewer))
    return _keep(viewer, _rank(viewer)) if ranked is None else ranked


def _keep(viewer: Member, ranked: list[Ranked]) -> list[Ranked]:
    cache.set(_key(viewer), ranked, FRESH)
    return ranked


def _rank(viewer: Member, among: Q | None = None) -> list[Ranked]:
    """Among equals the lot decides: the same for this viewer each time, and it tells nothing of the people."""
    lot = (F("other") * 7919 + viewer.pk * 104729) % 10007
    mine = Connection.objects.of(viewer).filter(other=OuterRef("other"))
    edges = Connection.objects.filter(_reach(viewer), ~Exists(mine), among or Q()).exclude(other=viewer)
    found = edges.values("other").annotate(ways=Count("owner"), way=Min("owner")).order_by("-ways", lot)
    best = dict(found.values_list("other", "way")[:KEPT])
    shared = Connection.objects.shared(viewer, [Member(pk=pk) for pk in best])
    ranked = [_kept(pk, shared[pk], way) for pk, way in best.items() if pk in shared]
    return sorted(ranked, key=lambda each: -each[1])


def _kept(pk: int, shared: Shared, way: int) -> Ranked:
    return pk, shared.count, list(dict.fromkeys([*(face.pk for face in shared.faces), way]))


def _reach(viewer: Member) -> Q:
    """The connections of one's connections, as far as one looks, and none through somebody who shows theirs to nobody."""
    theirs = Connection.objects.filter(owner=OuterRef("other")).order_by("-since").values("since")
    near = (
        Connection.objects.of(viewer)
        .filter(other__is_active=True)
        .exclude(other__connections_seen_by=Member.SeenBy.NOBODY)
        .annotate(beyond=Subquery(theirs[EACH : EACH + 1]))
        .order_by("-since", "-other")
        .values_list("other", "beyond")[:SOURCES]
    )
    reach = Q(owner__in=[pk for pk, beyond in near if beyond is None])
    for pk, beyond in near:
        if beyond is not None:
            reach |= Q(owner=pk, since__gt=beyond)
    return reach


def _people(viewer: Member, ranked: list[Ranked], leaving_out: Q) -> dict[int, Member]:
    """Those who may be shown now, and the connections of one's own that stand behind them."""
    connected = Exists(Connection.objects.of(viewer).filter(other=OuterRef("pk")))
    new = Q(~connected, ~leaving_out, pk__in=[pk for pk, _count, _near in ranked])
    near = Q(connected, pk__in={face for _pk, _count, near in ranked for face in near})
    rows = Member.objects.joined().filter(new | near)
    return {row.pk: row for row in rows.only(*SHOWN)}
