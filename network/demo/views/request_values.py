"""What the demo's views read from a request."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime


def without_nul(text: str) -> str:
    """PostgreSQL refuses NUL characters."""
    return text.replace("\x00", "")


def parse_number(text: str) -> int | None:
    """A number from 0 to 999; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def parse_moment(text: str) -> datetime | None:
    """A time with its zone, such as 2026-12-24T09:00:00Z, in UTC; None for any other text."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))  # a + that is not quoted is read as a blank
        return None if moment is None or timezone.is_naive(moment) else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def iso(moment: datetime) -> str:
    """The text of a moment, with Z for UTC: a + would be a blank in a query string."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
