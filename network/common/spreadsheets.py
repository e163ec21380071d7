from __future__ import annotations

from typing import Any


def safe_cell(value: Any) -> Any:
    """The value with an apostrophe before a formula character, so that spreadsheet programs do not evaluate it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def cell_text(text: str) -> str:
    """What the cell of a file says, without the apostrophe of `safe_cell`."""
    return text[1:] if text[:1] == "'" and safe_cell(text[1:]) == text else text
