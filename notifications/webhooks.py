"""What the mail provider tells us of what became of our mail: which of it stops mail to an address."""

from __future__ import annotations

import json
import logging
import re

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.urls import urlpatterns
from django.urls import URLPattern

from network import clock
from notifications.suppressions import Suppression, without_addresses

Kind = Suppression.Kind
log = logging.getLogger(__name__)

DEAD = {RejectReason.BOUNCED, RejectReason.INVALID}
KINDS: dict[tuple[str, str | None], Kind] = {
    **{(EventType.BOUNCED, reason): Kind.BOUNCE for reason in (None, *DEAD)},
    **{(EventType.REJECTED, reason): Kind.BOUNCE for reason in DEAD},
    (EventType.REJECTED, RejectReason.SPAM): Kind.COMPLAINT,
    (EventType.REJECTED, RejectReason.UNSUBSCRIBED): Kind.UNSUBSCRIBE,
}
TROUBLE = {EventType.BOUNCED, EventType.REJECTED, EventType.DEFERRED, EventType.FAILED}
_SOFT = re.compile(
    r'"(?:event|type|bounceType|bounce_class|hard_bounce)": "?(?:[\w.]*soft|transient|2[0-3]"|70"|false)',
    re.IGNORECASE,
)


def handle_event(event: AnymailTrackingEvent, provider: str) -> None:
    """Stop mail to an address that bounces or complains; of passing trouble only a line is logged."""
    kind = kind_of(event)
    said = event.mta_response or event.description or ""
    if kind and event.recipient:
        Suppression.objects.record(event.recipient, kind, _name_of(event, provider), said, clock.now())
    elif event.event_type in TROUBLE:
        words = without_addresses(said)
        log.warning("%s: %s %s %s", provider, event.event_type, event.message_id or "", words)


def kind_of(event: AnymailTrackingEvent) -> Kind | None:
    """None for what stops nothing: delivered, opened, delayed, a soft bounce."""
    if event.event_type == EventType.COMPLAINED:
        return Kind.COMPLAINT
    if event.event_type == EventType.UNSUBSCRIBED:
        return Kind.UNSUBSCRIBE
    kind = KINDS.get((event.event_type, event.reject_reason))
    return None if kind == Kind.BOUNCE and _is_soft(event) else kind


def routes_of(provider: str) -> list[URLPattern]:
    """Where this provider reports: of all the addresses that anymail knows, this one's alone."""
    return [route for route in urlpatterns if route.name == f"{provider}_tracking_webhook"]


def _is_soft(event: AnymailTrackingEvent) -> bool:
    """A full or sleeping mailbox. Anymail calls it a bounce like any other; each provider has a word of its own."""
    return bool(_SOFT.search(json.dumps(event.esp_event, default=str)))


def _name_of(event: AnymailTrackingEvent, provider: str) -> str:
    """The same for the same event: providers repeat what they are not sure to have said."""
    parts = (event.event_type, event.recipient, event.event_id, event.message_id, event.timestamp)
    return "|".join(map(str, (provider, *parts)))
