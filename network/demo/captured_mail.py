"""Captured e-mails as dictionaries for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

from network.demo.views.request_values import iso, without_nul
from network.demo.waiting import wait_until
from network.members.models import normalise_address
from notifications.models import CapturedEmail, Outbox

MAX_EMAILS = 100
LINK_IN_TEXT = re.compile(r"https?://[^\s<>]+")
LINK_IN_HTML = re.compile(r'href="(https?://[^"]+)"')


def wait_for(
    address: str, since: datetime | None, seconds: int, is_over: Callable[[], bool]
) -> list[dict[str, Any]]:
    """The e-mails to this address after `since`, the newest first, of which there may be MAX_EMAILS.

    Where there is none, wait for the first, or until nobody waits any more. Raises `TooManyWaiting`.
    """
    emails = CapturedEmail.objects.filter(to=normalise_address(without_nul(address)))
    if since:
        emails = emails.filter(sent_at__gt=since)
    newest = emails.order_by("-sent_at", "-pk")[:MAX_EMAILS]
    found = wait_until(lambda: list(newest.all()), seconds, is_over)
    rows = Outbox.objects.filter(message_id__in=[email.message_id for email in found if email.message_id])
    kinds = dict(rows.values_list("message_id", "kind"))
    return [_describe(email, kinds.get(email.message_id, "")) for email in found]


def _describe(email: CapturedEmail, kind: str) -> dict[str, Any]:
    links = [*LINK_IN_TEXT.findall(email.text), *map(unescape, LINK_IN_HTML.findall(email.html))]
    return {
        "id": email.public_id,
        "from": dict(email.headers()).get("From", ""),
        "subject": email.subject,
        "kind": kind,
        "text": email.text,
        "html": email.html,
        "links": list(dict.fromkeys(links)),
        "sent_at": iso(email.sent_at),
    }
