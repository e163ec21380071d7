"""What templates know of the site record. Its text is its name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from network.site.links import absolute_foot_links, foot_links
from network.site.record import current, recent


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    record = recent()
    return {"site_record": record, "foot_links": lambda: foot_links(record)}


def for_email() -> dict[str, Any]:
    """The same for an e-mail, whose links are absolute."""
    record = current()
    return {
        "site_record": record,
        "foot_links": absolute_foot_links(record),
        "palette": record.palette,
    }
