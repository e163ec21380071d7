"""Returned e-mail of a plain mail server (RFC 3464): which address it is about, and whether it stops mail to it."""

from __future__ import annotations

import hashlib
import re
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parseaddr

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from notifications import webhooks
from notifications.bounce_address import MAX_ADDRESSES, ReturnTags

MAX_SIZE = 64 * 1024
"""Bytes of a message that are read: the report stands before the returned e-mail."""
MAX_PARTS = 32
"""A message that names more parts than a report has is no report; nested parts cost more than their length."""
MAX_HEADER = 1000
RETURN_HEADERS = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_HARD = re.compile(r"5\.(?:0\.0|1\.(?:0|1|2|3|6|9|10)|2\.1|4\.4)")
_PART = re.compile(rb"boundary|message/", re.IGNORECASE)


def handle(raw: bytes) -> bool:
    """Read one message and do what a webhook would. False if it is no report, or no valid tag belongs to it."""
    raw = raw[:MAX_SIZE]
    if len(_PART.findall(raw)) > MAX_PARTS:
        return False
    message = BytesParser(policy=compat32).parsebytes(raw)
    returned_to = " ".join(value for name in RETURN_HEADERS for value in _headers(message, name))
    tags, originals = ReturnTags(returned_to), _original_recipients(message)
    for report in _reports(message):
        address = tags.find_recipient([*_recipients(report), *originals])
        if address:
            webhooks.handle_event(_event(report, address, _identity(message, raw)), "DSN")
            return True
    return False


def _reports(message: Message) -> list[Message]:
    """The groups of fields of each recipient whose delivery failed or is delayed."""
    parts = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    groups = [group for part in parts for group in part.walk() if group is not part]
    return [group for group in groups if group["Action"]][:MAX_ADDRESSES]


def _recipients(report: Message) -> list[str]:
    """`rfc822; <anna@example.org>` of the original and the final recipient."""
    values = [*_headers(report, "Original-Recipient"), *_headers(report, "Final-Recipient")]
    return [parseaddr(value.rpartition(";")[2])[1] for value in values]


def _original_recipients(message: Message) -> list[str]:
    """The To of the returned e-mail: a forwarding server names its own recipient in the report."""
    returned = [part for part in message.walk() if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")]  # fmt: skip
    values = [value for part in returned for value in _headers(_content(part), "To")]
    return [address for _name, address in getaddresses(values)][:MAX_ADDRESSES]


def _content(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list) and isinstance(payload[0], Message):
        return payload[0]
    return BytesParser(policy=compat32).parsebytes(str(payload).encode(errors="replace"), headersonly=True)


def _headers(message: Message, name: str) -> list[str]:
    return [str(value)[:MAX_HEADER] for value in message.get_all(name, [])[:MAX_ADDRESSES]]


def _event(report: Message, address: str, identity: str) -> AnymailTrackingEvent:
    """Permanent and about the address: a bounce. Anything else is logged only, as a provider's delay is."""
    status = str(report["Status"] or "").strip()
    action = str(report["Action"]).strip().lower()
    is_hard = action == "failed" and bool(_HARD.fullmatch(status.split(" ")[0]))
    return AnymailTrackingEvent(  # type: ignore[no-untyped-call]
        event_type=EventType.BOUNCED if is_hard else EventType.DEFERRED,
        reject_reason=RejectReason.BOUNCED if is_hard else None,
        recipient=address,
        event_id=identity,
        mta_response=" ".join([status, *_headers(report, "Diagnostic-Code")]),
        esp_event={},
    )


def _identity(message: Message, raw: bytes) -> str:
    """The same for the same message, which may be read twice."""
    return str(message["Message-ID"] or hashlib.sha256(raw).hexdigest())
