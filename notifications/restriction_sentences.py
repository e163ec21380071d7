"""The sentences of a timeline about the limit of the sender's account: what led to it, how long it lasts, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations import policy
from invitations.admin.history import Entry, History
from invitations.models import Allowance, Refusal, Report
from network.common.admin import change_url
from network.common.sentences import html_sentence
from notifications.choices import Kind
from notifications.models import Outbox
from notifications.sentences import row_entries


def restriction_entries(history: History) -> Iterator[Entry]:
    """What happened to the accounts of the senders while one of these invitations was open.

    The outbox tells when: of each limit and of its end there is an e-mail, or the reason why not. All of it is for those
    who may view everything that is counted.
    """
    if not all(map(history.shows, (Allowance, Refusal, Report))):
        return
    senders = {invitation.sender_id for invitation in history.invitations.values()}
    notices = Outbox.objects.filter(member__in=senders, kind__in=(Kind.RESTRICTED, Kind.LIFTED))
    rows = list(notices.select_related("member").order_by("created_at", "pk"))
    refusals = list(Refusal.objects.filter(refused__in={row.member_id for row in rows}))
    lifted_at: dict[int | None, datetime] = {}
    for row in rows:
        emails = list(row_entries(row, history))
        if history.has_open_invitation_of(row.member_id, row.created_at):
            count = _count_refusers(refusals, row, lifted_at.get(row.member_id))
            sentences = _lifted(row) if row.kind == Kind.LIFTED else _restricted(row, count)
            url = change_url(Allowance(pk=row.member_id))
            for sentence, rule in sentences:
                yield Entry(row.created_at, emails[0].cause, sentence, url, rule=rule)
            yield from emails
        if row.kind == Kind.LIFTED:
            lifted_at[row.member_id] = row.created_at


def _count_refusers(refusals: list[Refusal], row: Outbox, lifted_at: datetime | None) -> int:
    """How many people's “I don't know” counted against the member when the row was written."""
    since = row.created_at - timedelta(days=policy.current().restriction_days)
    counted = [
        refusal.refuser_id
        for refusal in refusals
        if refusal.refused_id == row.member_id
        and max(since, lifted_at or since) < refusal.at <= row.created_at
        and (refusal.voided_at is None or refusal.voided_at > row.created_at)
    ]
    return len(set(counted))


def _restricted(row: Outbox, count: int) -> Iterator[tuple[SafeString, str]]:
    """Sentences, each with its rule, if it has one. `count` is below the threshold where the staff decided."""
    lifts = int(row.key.rpartition(":")[2])
    threshold = policy.restriction_threshold(row.member_id or 0, lifts)
    sender = _sender(row)
    if count >= threshold:
        text = ngettext(
            "In the daily count, %(count)s person had said “I don’t know %(sender)s”, so %(sender)s’s account is "
            "limited.",
            "In the daily count, %(count)s people had said “I don’t know %(sender)s”, so %(sender)s’s account is "
            "limited.",
            count,
        )
        yield html_sentence(text, count=count, sender=sender), "R26"
        text = ngettext(
            "The count goes back %(days)s day. This account is limited at %(threshold)s, each account at a number of its "
            "own from %(low)s to %(high)s, so that the limit doesn’t tell who said it. %(sender)s is told no number.",
            "The count goes back %(days)s days. This account is limited at %(threshold)s, each account at a number of its "
            "own from %(low)s to %(high)s, so that the limit doesn’t tell who said it. %(sender)s is told no number.",
            policy.current().restriction_days,
        )
        numbers = {
            "threshold": threshold,
            "low": policy.current().restriction_min,
            "high": policy.current().restriction_max,
        }
        yield html_sentence(text, days=policy.current().restriction_days, sender=sender, **numbers), "R27"
    else:
        yield html_sentence(_("%(sender)s’s account is limited."), sender=sender), ""
    until = (
        _(
            "Until the staff lift the limit, each of %(sender)s’s invitations needs the other person’s e-mail address."
        )
        if lifts
        else _(
            "Until %(sender)s accepts the advice on inviting, each of %(sender)s’s invitations needs the other person’s "
            "e-mail address."
        )
    )
    yield html_sentence(until, sender=sender), ""


def _lifted(row: Outbox) -> Iterator[tuple[SafeString, str]]:
    text = _(
        "%(sender)s’s account is no longer limited, and the count starts again. Whoever said “I don’t know %(sender)s” "
        "still gets nothing from %(sender)s."
    )
    yield html_sentence(text, sender=_sender(row)), "R25"


def _sender(row: Outbox) -> str:
    assert row.member is not None
    return row.member.get_short_name()
