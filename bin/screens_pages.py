"""The screenshots that bin/screens takes: those of bin/page_catalogue in each variant, and those of the docs."""

from __future__ import annotations

from fnmatch import fnmatch
from itertools import product
from typing import NamedTuple

from bin.page_catalogue import URLS, Screen
from bin.page_catalogue.definitions import IGNORED_SPLIT_SCREEN

WIDTHS, THEMES, DIRECTIONS = (360, 768, 1280), ("light", "dark"), ("ltr", "rtl")


class Variant(NamedTuple):
    width: int
    theme: str
    direction: str


VARIANTS = [Variant(*values) for values in product(WIDTHS, THEMES, DIRECTIONS)]

SCREENS = [screen for url in URLS for screen in url.screens]

DOCS = [
    (Screen("inbox", "bruno", url="invitations:received"), Variant(1180, "light", "ltr")),
    (
        Screen("both-sides", "", query=IGNORED_SPLIT_SCREEN, url="demo:side_by_side"),
        Variant(1600, "light", "ltr"),
    ),
    (Screen("phone", "bruno", url="invitations:received"), Variant(390, "dark", "rtl")),
]
"""The screenshots of README and docs, by the names of their files."""


def file_name(screen: Screen, variant: Variant) -> str:
    return f"{screen.name}-{variant.width}-{variant.theme}-{variant.direction}.png"


def select(patterns: list[str]) -> list[tuple[Screen, Variant]]:
    """All, or those whose page or file matches one of these patterns."""
    return [
        (screen, variant)
        for variant, screen in product(VARIANTS, SCREENS)
        if not patterns
        or any(
            fnmatch(name, pattern)
            for pattern in patterns
            for name in (screen.name, file_name(screen, variant)[:-4])
        )
    ]
