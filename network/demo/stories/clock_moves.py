"""Moves of the clock as a story writes them: +7d, +4w."""

from __future__ import annotations

import re
from datetime import timedelta

MAX_DAYS = 60


def parse_move(text: str) -> timedelta:
    """Raises `ValueError` for anything but whole days or weeks, 60 days at most."""
    match = re.fullmatch(r"\+(\d{1,2})([dw])", text)
    days = int(match[1]) * (7 if match[2] == "w" else 1) if match else 0
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(f"the clock moves by +1d to +{MAX_DAYS}d, or by weeks such as +4w.")
    return timedelta(days=days)
