from __future__ import annotations

from typing import Any


def safe_cell(value: Any) -> Any:
    """The value with an apostrophe before a formula character, so that spreadsheet programs do not evaluate it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
