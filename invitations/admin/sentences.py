"""The sentences of a timeline about what the two members, the worker and staff did."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from invitations.admin.history import Entry, EventKind, History, block_cause, claim_cause, delivery_cause
from invitations.models import Delivery, InvitationEvent, Report
from network.common.admin import change_url
from network.common.sentences import html_sentence

Kind, Outcome = Delivery.Kind, Delivery.Outcome

TOLD_ELSEWHERE = {EventKind.MAILED, EventKind.REMINDED, EventKind.DELIVERED, EventKind.NOT_DELIVERED}
"""The e-mail or the delivery has a sentence of its own."""

EVENTS = {
    EventKind.SENT: _("%(sender)s invited %(recipient)s."),
    EventKind.FOLLOWED_UP: _("%(sender)s followed up."),
    EventKind.MESSAGED: _("%(sender)s answered %(recipient)s."),
    EventKind.ACCEPTED: _("%(actor)s accepted. %(sender)s and %(actor)s are now connected."),
    EventKind.REPLIED: _("%(actor)s replied. The invitation stays open."),
    EventKind.IGNORED: _("%(actor)s ignored the invitation: it is archived. %(sender)s sees no difference."),
    EventKind.RESTORED: _("%(actor)s moved the invitation back to the inbox. %(sender)s sees no difference."),
    EventKind.REFUSED: _("%(actor)s said “I don’t know %(sender)s”. %(sender)s sees no difference."),
    EventKind.TAKEN_BACK: _("%(actor)s undid “I don’t know %(sender)s”."),
    EventKind.WITHDRAWN: _("%(sender)s withdrew the invitation. %(recipient)s no longer sees it."),
    EventKind.CLOSED: _("The invitation was closed. %(recipient)s no longer sees it."),
    EventKind.ENDED: _("%(actor)s removed the connection."),
    EventKind.BLOCKED: _("The block ended the invitation. %(sender)s sees no difference."),
    EventKind.REPORTED: _("%(actor)s reported the invitation. %(sender)s sees no difference."),
    EventKind.REPLY_REPORTED: _("%(sender)s reported the reply."),
}
SENT_TO_ADDRESS = _("%(sender)s invited %(address)s by e-mail.")
SENT_WITH_ADDRESS = _("%(sender)s invited %(recipient)s with the e-mail address %(address)s.")

UNDELIVERED = {
    Outcome.REFUSED: _("%(recipient)s has said “I don’t know %(sender)s”, so nothing arrives, and %(sender)s sees the same sentence as always."),
    Outcome.BLOCKED: _("One of the two blocks the other, so nothing arrives, and %(sender)s sees the same sentence as always."),
    Outcome.WRONG_ADDRESS: _("The e-mail address isn’t %(recipient)s’s, so nothing arrives, and %(sender)s sees the same sentence as always."),
    Outcome.HELD: _("Nobody here has this address, and nobody may write to it now, so nothing arrives. %(sender)s sees the same sentence as always."),
    Outcome.TOLD_LATELY: _("Nobody here has this address, and %(sender)s has written to it lately, so nothing arrives. %(sender)s sees the same sentence as always."),
    Outcome.REGISTRATION_CLOSED: _("Nobody here has this address, and its owner may not join, so nothing arrives. %(sender)s sees the same sentence as always."),
    Outcome.CONNECTED: _("%(sender)s and %(recipient)s are connected already, so nothing arrives."),
    Outcome.ACCOUNT_GONE: _("One of the two accounts is gone, so nothing arrives."),
    Outcome.ENDED: _("The invitation had ended before the worker came to it, so nothing arrives."),
}  # fmt: skip
"""The same for an invitation, a follow-up and a message."""

DELIVERIES = UNDELIVERED | {
    Outcome.WAITING: _("The worker has not delivered it yet."),
    Outcome.DELIVERED: _("It arrived in %(recipient)s’s inbox."),
    Outcome.MERGED: _("Added to the invitation that %(recipient)s has already, as a follow-up."),
    Outcome.CROSSED: _(
        "%(recipient)s had invited %(sender)s already, so the two are now connected and this invitation is closed."
    ),
    Outcome.INVITED_TO_JOIN: _("Nobody here has this address, so an e-mail invites its owner to join."),
}
DELIVERED_MESSAGE = _("%(recipient)s can read it.")
REPORT = _("Report to the staff: %(reason)s. Outcome: %(outcome)s.")
CLAIMED = _(
    "%(recipient)s has verified the address %(address)s, so the worker looks at the invitation again."
)


def event_entries(history: History) -> Iterable[Entry]:
    for event in history.events:
        if event.kind not in TOLD_ELSEWHERE and event.pk not in history.closed_by_crossing:
            invitation = history.invitations[event.invitation_id]
            names = history.names(invitation)
            names["actor"] = event.actor.get_short_name() if event.actor else names["recipient"]
            sentence = html_sentence(_event_message(event, names), **names)
            yield Entry(event.at, history.causes[event.pk], sentence, change_url(event))


def _event_message(event: InvitationEvent, names: dict[str, str]) -> str:
    if event.kind == EventKind.SENT and names["address"]:
        return str(SENT_TO_ADDRESS if names["address"] == names["recipient"] else SENT_WITH_ADDRESS)
    return str(EVENTS[EventKind(event.kind)])


def delivery_entries(history: History) -> Iterable[Entry]:
    """What the worker decided about each invitation, follow-up and message."""
    for delivery in history.deliveries:
        if delivery.kind in (Kind.INVITATION, Kind.FOLLOW_UP, Kind.MESSAGE):
            names = history.names(history.invitations[delivery.invitation_id])
            at, url = delivery.decided_at or delivery.requested_at, change_url(delivery)
            cause = delivery_cause(delivery.pk)
            if delivery.pk in history.claimed:
                cause = claim_cause(delivery.pk)
                yield Entry(at, cause, html_sentence(str(CLAIMED), **names), url)
            yield Entry(at, cause, html_sentence(_delivery_message(delivery), **names), url)


def _delivery_message(delivery: Delivery) -> str:
    if (delivery.kind, delivery.outcome) == (Kind.MESSAGE, Outcome.DELIVERED):
        return str(DELIVERED_MESSAGE)
    return str(DELIVERIES[Outcome(delivery.outcome)])


def report_entries(history: History) -> Iterable[Entry]:
    for report in Report.objects.filter(invitation__in=history.invitations).order_by("at", "pk"):
        by_sender = report.reporter_id == history.invitations[report.invitation_id].sender_id
        kind = EventKind.REPLY_REPORTED if by_sender else EventKind.REPORTED
        cause = history.nearest(report.invitation_id, kind, report.at) or f"report:{report.pk}"
        texts = {"reason": report.get_reason_display(), "outcome": report.get_outcome_display()}
        yield Entry(report.at, cause, escape(REPORT % texts), change_url(report))


def block_entries(history: History) -> Iterable[Entry]:
    for block in history.blocks:
        names = {"blocker": block.blocker.get_short_name(), "blocked": block.blocked.get_short_name()}
        text = str(_("%(blocker)s blocked %(blocked)s. Nothing passes between the two any more."))
        yield Entry(block.at, block_cause(block.pk, False), html_sentence(text, **names), change_url(block))
        if block.lifted_at:
            text = str(_("%(blocker)s unblocked %(blocked)s."))
            cause = block_cause(block.pk, True)
            yield Entry(block.lifted_at, cause, html_sentence(text, **names), change_url(block))
