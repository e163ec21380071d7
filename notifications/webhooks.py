"""Tracking events of the mail provider (bounces, complaints): which of them stop mail to an address."""

from __future__ import annotations

import json
import logging
import re

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from network import clock
from notifications.models import Suppression
from notifications.models.suppression import redact_addresses

Kind = Suppression.Kind
log = logging.getLogger(__name__)

INVALID_ADDRESS = {RejectReason.BOUNCED, RejectReason.INVALID}
KINDS: dict[tuple[str, str | None], Kind] = {
    **{(EventType.BOUNCED, reason): Kind.BOUNCE for reason in (None, *INVALID_ADDRESS)},
    **{(EventType.REJECTED, reason): Kind.BOUNCE for reason in INVALID_ADDRESS},
    (EventType.REJECTED, RejectReason.SPAM): Kind.COMPLAINT,
    (EventType.REJECTED, RejectReason.UNSUBSCRIBED): Kind.UNSUBSCRIBE,
}
LOGGED_EVENTS = {EventType.BOUNCED, EventType.REJECTED, EventType.DEFERRED, EventType.FAILED}
_SOFT_BOUNCE = re.compile(
    r'"(?:event|type|bounceType|bounce_class|hard_bounce)": "?(?:[\w.]*soft|transient|undetermined|2[0-3]"|70"|false)',
    re.IGNORECASE,
)


def handle_event(event: AnymailTrackingEvent, provider: str) -> None:
    """Stop mail to an address that bounces or complains; log a line about temporary failures."""
    kind = kind_of(event)
    details = event.mta_response or event.description or ""
    if kind and event.recipient:
        Suppression.objects.record(event.recipient, kind, _event_key(event, provider), details, clock.now())
    elif event.event_type in LOGGED_EVENTS:
        redacted = redact_addresses(details)
        log.warning("%s: %s %s %s", provider, event.event_type, event.message_id or "", redacted)


def kind_of(event: AnymailTrackingEvent) -> Kind | None:
    """The kind of suppression that the event causes; None for delivered, opened, delayed or a soft bounce."""
    if event.event_type == EventType.COMPLAINED:
        return Kind.COMPLAINT
    if event.event_type == EventType.UNSUBSCRIBED:
        return Kind.UNSUBSCRIBE
    kind = KINDS.get((event.event_type, event.reject_reason))
    return None if kind == Kind.BOUNCE and _is_soft(event) else kind


def _is_soft(event: AnymailTrackingEvent) -> bool:
    """A full or inactive mailbox. Anymail reports it as a bounce; each provider has its own field for it."""
    return bool(_SOFT_BOUNCE.search(json.dumps(event.esp_event, default=str)))


def _event_key(event: AnymailTrackingEvent, provider: str) -> str:
    """The same for the same event, because providers send an event again when they are unsure."""
    parts = (event.event_type, event.recipient, event.event_id, event.message_id, event.timestamp)
    return "|".join(map(str, (provider, *parts)))
