"""What the demo's views read from a request."""

from __future__ import annotations


def without_nul(text: str) -> str:
    """PostgreSQL refuses NUL characters."""
    return text.replace("\x00", "")


def parse_number(text: str) -> int:
    """A number below 1000; 0 for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
