"""Loads a claimed row of the outbox right before it is sent, and asks in the same statement whether anything may stop it.

Most e-mails are plain: nothing that could be a reason stands against them. About any other `outbox_worker` decides by the
rules, with statements of its own; it would find no reason against a plain one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from invitations.models import Block, Delivery, Invitation, NonMember, Reception
from invitations.models.non_member import address_digests, mailbox_digests
from network import clock
from network.common.addresses import mailbox_of
from network.common.prepared_query import PreparedQuery
from network.members.models import normalise_address
from notifications.choices import Kind
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import MailPause, Outbox, Suppression

NEVER_PLAIN = {Kind.ACCOUNT, Kind.STAFF, Kind.WELCOME, Kind.WELCOME_LINK}
"""About these `outbox_worker` decides."""

DIGESTS, MAILBOXES = 3, 2
"""So many keyed hashes, and so many spellings, may stand for one address."""

PEOPLE = ("member", "invitation__sender", "invitation__recipient", "thread_message__author")
NAMED = {
    Audience.RECIPIENT: ("member", "invitation__sender", "thread_message"),
    Audience.SENDER: PEOPLE,
    Audience.NON_MEMBER: ("member", "invitation__sender", "thread_message"),
    Audience.IMPORTED: ("member",),
    Audience.ACCOUNT: ("member",),
    Audience.STAFF: ("member",),
}
AUTHOR = {Kind.MESSAGE: ("thread_message__author",)}
"""Whom and what an e-mail names: so much is loaded with its row."""


@dataclass(frozen=True)
class Claim:
    """A row that a worker has claimed: the number of this attempt, and the address that it was to go to then."""

    COLUMNS = ("attempts", "kind", "address", "member__email")

    pk: int
    attempts: int
    kind: Kind
    address: str

    @classmethod
    def of(cls, row: Outbox) -> Claim:
        """The claim of a row with its `member` that is about to be claimed."""
        return cls(row.pk, row.attempts + 1, Kind(row.kind), row.to_address)


@dataclass(frozen=True)
class ClaimedRow:
    """A row with what it says; whether all mail pauses now; whether nothing at all may stop this e-mail."""

    row: Outbox
    is_paused: bool
    is_plain: bool


def load(claim: Claim) -> ClaimedRow | None:
    """The row as it is now, with what it says; None if it is not this worker's any more."""
    found = _query_for(claim.kind).fetch(claim.pk, *_texts(claim))
    if not found or (found[0].status, found[0].attempts) != (Outbox.Status.SENDING, claim.attempts):
        return None
    row = found[0]
    until = row.paused_until
    return ClaimedRow(
        row,
        is_paused=row.is_held or (until is not None and until > clock.database_now()),
        is_plain=bool(row.is_plain) and row.to_address == claim.address and row.kind not in NEVER_PLAIN,
    )


def _texts(claim: Claim) -> list[str]:
    """What stands for the address of the claim in the tables that may say something against it."""
    address, audience = claim.address, MAIL_KINDS[claim.kind].audience
    if audience == Audience.NON_MEMBER:
        mailboxes = [normalise_address(address), normalise_address(mailbox_of(address))]
        return [*_all_digests(mailbox_digests(address)), *mailboxes]
    return _all_digests(address_digests(address)) if audience != Audience.ACCOUNT else []


def _all_digests(found: list[str]) -> list[str]:
    """These, and the last again until there are `DIGESTS`."""
    return [*found, *found[-1:] * (DIGESTS - len(found))]


@cache
def _query_for(kind: Kind) -> PreparedQuery:
    audience = MAIL_KINDS[kind].audience
    texts = {Audience.ACCOUNT: 0, Audience.NON_MEMBER: DIGESTS + MAILBOXES}.get(audience, DIGESTS)
    return PreparedQuery(lambda pk, *texts: _compose(kind, pk, texts), numbers=1, texts=texts)


def _compose(kind: Kind, pk: int, texts: Sequence[str]) -> QuerySet[Outbox]:
    pauses = MailPause.objects.all()
    return (
        Outbox.objects.filter(pk=pk)
        .select_related(*NAMED[MAIL_KINDS[kind].audience], *AUTHOR.get(kind, ()))
        .annotate(
            is_held=Exists(pauses.filter(next_at=None)),
            paused_until=Subquery(pauses.filter(next_at__isnull=False).order_by("-next_at").values("next_at")[:1]),
            is_plain=ExpressionWrapper(_plain(kind, texts), BooleanField()),
        )
    )  # fmt: skip


def _plain(kind: Kind, texts: Sequence[str]) -> Q:
    """Not true for a row against which there may be a reason."""
    mail_kind = MAIL_KINDS[kind]
    plain = Q(**{f"{person}__left_at": None for person in PEOPLE})
    if mail_kind.switch:
        plain &= Q(member__emailpreferences__none=False)
        plain &= Q(**{f"member__emailpreferences__{mail_kind.switch}": True})
    if mail_kind.respects_suppressions:
        plain &= _none(Suppression.objects.standing().filter(digest__in=texts[:DIGESTS]))
    match mail_kind.audience:
        case Audience.RECIPIENT:
            return plain & _plain_for_recipient(kind)
        case Audience.SENDER:
            return plain & _plain_for_sender()
        case Audience.NON_MEMBER:
            return plain & _plain_for_non_member(texts[:DIGESTS], texts[DIGESTS:])
    return plain


def _plain_for_recipient(kind: Kind) -> Q:
    """The invitation is open and waits in the inbox of the member; neither blocks the other."""
    waiting = Reception.objects.filter(
        invitation=OuterRef("invitation"), member=OuterRef("member"), place=Reception.Place.INBOX,
        ended_at=None, refused_at=None,
    )  # fmt: skip
    if kind == Kind.REMINDER:
        waiting = waiting.filter(replied_at=None)
    member, sender = OuterRef("member"), OuterRef("invitation__sender")
    blocks = Block.objects.standing()
    return (
        Q(member__is_active=True, invitation__sender__is_active=True, invitation__status=Invitation.Status.OPEN)
        & Q(Exists(waiting))
        & _none(blocks.filter(blocker=member, blocked=sender))
        & _none(blocks.filter(blocker=sender, blocked=member))
    )  # fmt: skip


def _plain_for_sender() -> Q:
    """The sender does not block the member about whose action it is."""
    other = Coalesce(OuterRef("thread_message__author"), OuterRef("invitation__recipient"))
    return _none(Block.objects.standing().filter(blocker=OuterRef("member"), blocked=other))


def _plain_for_non_member(digests: Sequence[str], mailboxes: Sequence[str]) -> Q:
    """The invitation is open, and nothing is known about the owner of its address: no member, no opt-out, no report."""
    known = NonMember.objects.filter(Q(opted_out_at__isnull=False) | Q(reports__isnull=False))
    return (
        Q(invitation__sender__is_active=True, invitation__status=Invitation.Status.OPEN)
        & Q(invitation__address=F("address"))
        & _none(EmailAddress.objects.filter(email__in=mailboxes, verified=True))
        & _none(Delivery.objects.filter(invitation=OuterRef("invitation"), member__isnull=False))
        & _none(known.filter(digest__in=digests))
    )


def _none(rows: QuerySet[Any]) -> Q:
    return ~Q(Exists(rows))
