"""The sentences of a timeline about e-mails: those that were sent, and those that were not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext as _

from invitations.admin.history import (
    Entry,
    EventKind,
    History,
    block_cause,
    claim_cause,
    delivery_cause,
    event_cause,
)
from invitations.models import Block, Delivery
from invitations.worker.delivery import WAITING_FOR_MEMBER
from network.common.addresses import readable_address
from network.common.admin import change_url
from network.common.sentences import html_sentence
from notifications.choices import Kind, SilentKind, rule_of
from notifications.models import Outbox

Status = Outbox.Status
OF_A_DELIVERY = {Kind.INVITATION, Kind.FOLLOW_UP, Kind.MESSAGE, Kind.JOIN}
ANSWERS = {Kind.ACCEPTED: EventKind.ACCEPTED, Kind.REPLY: EventKind.REPLIED}
OF_A_BLOCK = {SilentKind.BLOCKED, SilentKind.UNBLOCKED}


def email_entries(history: History) -> Iterable[Entry]:
    """Rows of blocks name them in their key alone: they are only for those who may view blocks."""
    blocks = history.blocks if history.shows(Block) else []
    keys = [f"{kind}:{block.pk}" for block in blocks for kind in OF_A_BLOCK]
    rows = Outbox.objects.filter(Q(invitation__in=history.invitations) | Q(key__in=keys))
    for row in rows.select_related("member").order_by("created_at", "pk"):
        yield from row_entries(row, history)


def row_entries(row: Outbox, history: History) -> Iterable[Entry]:
    """What became of one e-mail: one entry, or one before it that introduces it."""
    at, cause, url = row.created_at, _cause(row, history), change_url(row)
    name = row.member.get_short_name() if row.member else readable_address(row.address)
    if introduction := _introduction(row):
        yield Entry(at, cause, html_sentence(introduction, name=name), url)
    if row.status in Outbox.NOT_SENT:
        rule = rule_of(row.reason)
        sentence = escape(_silence(row, history) % {"rule": rule, "reason": row.explanation})
        yield Entry(at, cause, sentence, url, silent=True, rule=rule)
    else:
        yield Entry(at, cause, html_sentence(_sending(row), name=name), url)


def _introduction(row: Outbox) -> str:
    """What happened before, where no event says so."""
    if row.kind in (Kind.REMINDER, Kind.JOIN_REMINDER):
        return _("Reminder due.")
    return _("%(name)s asked for a new link to join.") if row.kind == Kind.JOIN_LINK else ""


def _silence(row: Outbox, history: History) -> str:
    """Why it was not sent, unless the sentence about its delivery has just said so."""
    if rule_of(row.reason):
        return _("Not sent: rule %(rule)s.")
    is_explained = row.key.startswith("undelivered:") and history.shows(Delivery)
    return _("No e-mail is sent.") if is_explained else _("Not sent: %(reason)s.")


def _sending(row: Outbox) -> str:
    if row.status == Status.SENT:
        return _("%(name)s got an e-mail.")
    if row.status == Status.FAILED:
        return _("The e-mail to %(name)s could not be sent.")
    return _("An e-mail to %(name)s is waiting to be sent.")


def _cause(row: Outbox, history: History) -> str:
    """The cause that the key of the row names; else the row is one of its own."""
    start, _colon, rest = row.key.partition(":")
    pk, _colon, outcome = rest.partition(":")
    if row.kind in OF_A_BLOCK:
        return block_cause(pk, row.kind == SilentKind.UNBLOCKED)
    if row.kind in SilentKind.values:
        return history.closed_by_crossing.get(int(pk)) or event_cause(pk)
    if start == "undelivered" or row.kind in OF_A_DELIVERY:
        is_first = outcome in WAITING_FOR_MEMBER or row.kind == Kind.JOIN
        return claim_cause(pk) if int(pk) in history.claimed and not is_first else delivery_cause(pk)
    answer = ANSWERS.get(Kind(row.kind))
    found = history.nearest(row.invitation_id or 0, answer, row.created_at) if answer else None
    return found or f"outbox:{row.pk}"
