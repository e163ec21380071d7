"""Suggested members: second-degree connections, ranked by the number of mutual connections.

Limits keep the number of rows read small, also for hubs. The shared cache holds the ranking as primary keys and
numbers; the members, and whether they may be shown, are read every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from network.common.prepared_query import PreparedQuery, padded
from network.members.models import MEMBER_CARD_FIELDS, Connection, Member, MutualConnections
from network.members.models.mutual import MAX_MUTUALS_SHOWN

MAX_SOURCES = 100
"""How many of the viewer's newest connections are read."""
MAX_PER_SOURCE = 200
"""How many of the newest connections of each of them are read."""
MAX_CACHED = 50
_SIZES = (MAX_CACHED // 5, MAX_CACHED)
"""For up to so many candidates there is a prepared query."""
MUTUALS_OF_EACH = MAX_MUTUALS_SHOWN + 1
"""Of a candidate in a ranking: those who are shown, and the one through whom the candidate was found."""
CACHE_SECONDS = 6 * 60 * 60
"""The lifetime of a cached ranking; the cache key contains the number of connections, so a new one expires it too."""

Exclude = Callable[[Member], Q]
"""Who must not be suggested to this viewer, as a condition on members."""
Candidate = tuple[int, int, list[int]]
"""Primary key of a candidate, number of mutual connections, primary keys of some of these."""


@dataclass
class Suggestion:
    """A suggested member and the mutual connections with the viewer."""

    person: Member
    shared: MutualConnections


def suggest(viewer: Member, exclude: Exclude, limit: int) -> list[Suggestion]:
    """The best suggestions, without members who match `exclude`. One statement if the ranking is cached.

    Twice as many candidates as are asked for are read first, and all where too few of them can be shown. Where too few of
    a full ranking can be shown, a new ranking is computed without the excluded members.
    """
    ranking = _cached_ranking(viewer)
    suggestions = _visible(viewer, ranking[: 2 * limit], exclude)
    if len(suggestions) < limit and len(ranking) > 2 * limit:
        suggestions = _visible(viewer, ranking, exclude)
    if len(ranking) == MAX_CACHED and len(suggestions) < limit:
        allowed = Member.objects.joined().filter(~exclude(viewer), pk=OuterRef("other"))
        suggestions = _visible(viewer, _cache(viewer, _rank(viewer, Q(Exists(allowed)))), exclude)
    return suggestions[:limit]


def _visible(viewer: Member, ranking: list[Candidate], exclude: Exclude) -> list[Suggestion]:
    """The candidates who may be shown, by at least one mutual connection who does not hide theirs."""
    members = _fetch(viewer, ranking, exclude) if ranking else {}
    suggestions = []
    for pk, count, mutual_pks in ranking:
        mutuals = [members[mutual_pk] for mutual_pk in mutual_pks if mutual_pk in members]
        if pk in members and any(
            mutual.connections_visible_to != Member.VisibleTo.NOBODY for mutual in mutuals
        ):
            suggestions.append(
                Suggestion(members[pk], MutualConnections.of(count, mutuals[:MAX_MUTUALS_SHOWN]))
            )
    return suggestions


def _key(viewer: Member) -> str:
    return f"suggestions:{viewer.pk}:{viewer.degree}"


def _cached_ranking(viewer: Member) -> list[Candidate]:
    if not viewer.degree:
        return []
    ranking: list[Candidate] | None = cache.get(_key(viewer))
    return _cache(viewer, _rank(viewer)) if ranking is None else ranking


def _cache(viewer: Member, ranking: list[Candidate]) -> list[Candidate]:
    cache.set(_key(viewer), ranking, CACHE_SECONDS)
    return ranking


def _rank(viewer: Member, condition: Q | None = None) -> list[Candidate]:
    """The best candidates among those who match the condition on `Connection`.

    Ties are broken by a hash of both keys: stable for one viewer, and it reveals nothing about the candidates.
    """
    tie_breaker = (F("other") * 7919 + viewer.pk * 104729) % 10007
    is_connected = Exists(Connection.objects.of(viewer).filter(other=OuterRef("other")))
    rows = Connection.objects.filter(_second_degree(viewer), ~is_connected, condition or Q())
    counted = rows.exclude(other=viewer).values("other").annotate(paths=Count("owner"), via=Min("owner"))
    best = dict(counted.order_by("-paths", tie_breaker).values_list("other", "via")[:MAX_CACHED])
    shared = Connection.objects.shared(viewer, [Member(pk=pk) for pk in best])
    ranking = [_candidate(pk, shared[pk], via) for pk, via in best.items() if pk in shared]
    return sorted(ranking, key=lambda candidate: -candidate[1])


def _candidate(pk: int, shared: MutualConnections, via: int) -> Candidate:
    """`via` is a connection of the viewer who does not hide their connections."""
    return pk, shared.count, list(dict.fromkeys([*(member.pk for member in shared.members), via]))


def _second_degree(viewer: Member) -> Q:
    """The condition on `Connection`: rows of the viewer's newest connections, except those who hide their connections."""
    since = Connection.objects.filter(owner=OuterRef("other")).order_by("-since").values("since")
    sources = (
        Connection.objects.of(viewer)
        .filter(other__is_active=True)
        .exclude(other__connections_visible_to=Member.VisibleTo.NOBODY)
        .annotate(limit_since=Subquery(since[MAX_PER_SOURCE : MAX_PER_SOURCE + 1]))
        .order_by("-since", "-other")
        .values_list("other", "limit_since")[:MAX_SOURCES]
    )
    condition = Q(owner__in=[pk for pk, limit_since in sources if limit_since is None])
    for pk, limit_since in sources:
        if limit_since is not None:
            condition |= Q(owner=pk, since__gt=limit_since)
    return condition


def _fetch(viewer: Member, ranking: list[Candidate], exclude: Exclude) -> dict[int, Member]:
    """The candidates who may be shown now, and their mutual connections with the viewer, by primary key."""
    candidates = [pk for pk, _count, _mutual_pks in ranking]
    mutuals = [pk for _pk, _count, mutual_pks in ranking for pk in mutual_pks]
    size = min(size for size in _SIZES if size >= len(candidates))
    keys = [*padded(candidates, size), *padded(mutuals, size * MUTUALS_OF_EACH)]
    return {member.pk: member for member in _members_query(exclude, size).fetch(viewer.pk, *keys)}


@lru_cache(maxsize=8)
def _members_query(exclude: Exclude, size: int) -> PreparedQuery:
    def compose(key: int, *keys: int) -> QuerySet[Member]:
        viewer = Member(pk=key)
        is_connected = Exists(Connection.objects.of(viewer).filter(other=OuterRef("pk")))
        candidates = Q(~is_connected, ~exclude(viewer), pk__in=keys[:size])
        members = Member.objects.joined().filter(candidates | Q(is_connected, pk__in=keys[size:]))
        shown: QuerySet[Member] = members.only(*MEMBER_CARD_FIELDS, "connections_visible_to")
        return shown

    return PreparedQuery(compose, 1 + size * (1 + MUTUALS_OF_EACH))
