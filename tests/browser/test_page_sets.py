"""No page is forgotten: what the resolver knows lies at a desk, is met on the way, or says why it is no page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.urls import URLPattern, get_resolver, is_valid_path, resolve

from network.members.models import Member
from tests.authz.table import STATUSES
from tests.browser import page_sets
from tests.browser.page_sets import DESKS, NO_PAGE, ON_THE_WAY, Desk

VERBS = {name for name, _method in STATUSES} - {name for name, method in STATUSES if method == "GET"}


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """Of every URL; the admin's ways round its own pages have none."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, space + inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def lying_at(*some: Desk) -> set[str]:
    """The names of the pages; a side of the demo is the app again, and what leads nowhere has none."""
    paths = {urlsplit(path).path for desk in some for path in desk.pages.values()}
    return {resolve(path).view_name for path in paths if is_valid_path(path)}


def never_of_the_admin(superuser: Member) -> set[str]:
    """Pages of verbs that nobody may."""
    verbs = ("changelist", "add", "history", "delete", "change")
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}"
        for model in admin.site._registry
        for verb in verbs
        if verb not in desks.verbs_of(model, superuser)
    }


def test_every_page_of_the_app_and_the_demo(town, settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"
    lying = lying_at(*(DESKS[name](town) for name in DESKS if name not in ("staff", "trouble")))
    known = {name for name in names(get_resolver().url_patterns) if not name.startswith("admin:")}
    assert known - lying == (VERBS | {*NO_PAGE, *ON_THE_WAY}) & known
    assert not lying & {*NO_PAGE, *ON_THE_WAY}


def test_every_page_of_the_admin(everything):
    desk = DESKS["staff"](everything)
    known = {name for name in names(get_resolver().url_patterns) if name.startswith("admin:")}
    assert known - lying_at(desk) == (never_of_the_admin(desk.member) | set(NO_PAGE)) & known


def test_every_reason_is_of_a_page_that_there_is():
    assert {*NO_PAGE, *ON_THE_WAY} <= set(names(get_resolver().url_patterns))
