"""The counts on the badges of the lists and of the home page. One query per page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, QuerySet

from invitations.models import Allowance, Invitation, Reception
from network.common.prepared_query import PreparedQuery
from network.members.models import Member
from network.members.models.mutual import CountSubquery

if TYPE_CHECKING:
    from invitations.models.reception import ReceptionQuerySet

MAX_COUNT = 100
"""Counting stops at this number; a badge then says "99+"."""

Rows = QuerySet[Reception] | QuerySet[Invitation]


def badge(number: int) -> str:
    """The text of a badge: empty for 0, "99+" from 100 on."""
    return "" if not number else f"{MAX_COUNT - 1}+" if number >= MAX_COUNT else str(number)


def inbox_count(member: Member) -> str:
    """The badge of the inbox alone."""
    [number] = _INBOX_COUNT.fetch(member.pk)
    return badge(number)


def list_counts(member: Member) -> dict[str, str]:
    """List name → badge of this member's three lists: the number of rows that each shows without a search or filter."""
    [numbers] = _LIST_COUNTS.fetch(member.pk)
    return {name: badge(number) for name, number in numbers.items()}


def home_context(counts: list[tuple[int, int, int, bool]]) -> dict[str, str | bool]:
    """The badges of inbox and news, and whether the account is restricted, of what `HOME_COUNTS` has found."""
    [(waiting, news, answers, restricted)] = counts
    return {"waiting_count": badge(waiting), "news_count": badge(news + answers), "restricted": restricted}


def _capped(rows: Rows) -> CountSubquery:
    return CountSubquery(rows.order_by().values("pk")[:MAX_COUNT])


def _capped_received(rows: ReceptionQuerySet) -> CountSubquery:
    """As `_capped`, in the order of the index of the lists, so that no plan reads the receptions of other members."""
    return CountSubquery(rows.order_by("-last_delivered_at").values("pk")[:MAX_COUNT])


def _compose_inbox_count(key: int) -> QuerySet[Any]:
    inbox = _capped_received(Reception.objects.of(Member(pk=key)).in_inbox())
    rows: QuerySet[Any] = Member.objects.filter(pk=key).values_list(inbox, flat=True)
    return rows


def _compose_list_counts(key: int) -> QuerySet[Any]:
    member = Member(pk=key)
    received = Reception.objects.of(member)
    rows: QuerySet[Any] = Member.objects.filter(pk=key).values(
        received=_capped_received(received.in_inbox()),
        archived=_capped_received(received.in_archive()),
        sent=_capped(Invitation.objects.sent_by(member)),
    )
    return rows


def _compose_home_counts(key: int) -> QuerySet[Any]:
    member = Member(pk=key)
    rows: QuerySet[Any] = Member.objects.filter(pk=key).values_list(
        _capped_received(Reception.objects.of(member).in_inbox()),
        _capped(Invitation.objects.sent_by(member).news()),
        _capped(Reception.objects.of(member).news()),
        Exists(Allowance.objects.filter(pk=key, restricted_at__isnull=False)),
    )
    return rows


_INBOX_COUNT = PreparedQuery(_compose_inbox_count, 1)
_LIST_COUNTS = PreparedQuery(_compose_list_counts, 1)
HOME_COUNTS = PreparedQuery(_compose_home_counts, 1)
