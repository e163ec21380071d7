"""A link that works without signing in acts like a password: its token is kept out of both logs."""

from __future__ import annotations

import re

import pytest
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.urls import get_resolver

from network.common.logging import scrub
from tests.bin.scripts import ROOT

TOKEN = "0123456789abcdefTOKEN"
NO_SECRETS = {
    "/demo/stories/<name>/",  # the name of a story
    # Without secrets where everybody may act as everybody:
    "/demo/mail/<address>/",
    "/demo/mail/<address>/<public_id>/",
    "/demo/mail/<address>/<public_id>/html/",
    "/demo/mail/<address>/<public_id>/source/",
    "/about/<page>/",
    "/site/colours/<digest>.css",
    "/site/icon/<digest>.svg",
    "/site/logo/<digest>.webp",
}
"""Paths without sign-in whose arguments everybody may read."""
NGINX_MAP = (ROOT / "deploy" / "acquaint.nginx.conf").read_text().partition("map $uri $acquaint_path {")[2]
NGINX_PATTERNS = [re.compile(line) for line in re.findall(r"^    ~(\S+)", NGINX_MAP.partition("}")[0], re.M)]


def tokened_paths(patterns=None) -> dict[str, str]:
    """Route → path with TOKEN for each argument, of every URL with an argument that needs no sign-in."""
    paths = {}
    for view, regex, _namespace, _name in extract_views_from_urlpatterns(
        patterns or get_resolver().url_patterns
    ):
        route = re.sub(r"<\w+:", "<", simplify_regex(regex))
        if "<" in route and not getattr(view, "login_required", True):
            paths[route] = re.sub(r"<[^>]+>", TOKEN, route)
    return paths


def is_masked_by_nginx(path: str) -> bool:
    return any(pattern.search(path) for pattern in NGINX_PATTERNS)


def unmasked(paths: dict[str, str]) -> set[str]:
    return {
        route for route, path in paths.items() if TOKEN in scrub(path) or not is_masked_by_nginx(path)
    } - NO_SECRETS


def test_every_tokened_path_is_masked_in_both_logs():
    paths = tokened_paths()
    assert {"/i/<token>/", "/u/<token>/", "/accounts/confirm-email/<key>/"} <= paths.keys()
    assert unmasked(paths) == set()


@pytest.mark.parametrize("route", ["/letter/<token>/", "/letter/<token>/report/"])
def test_an_unlisted_path_is_noticed(route):
    assert unmasked({route: re.sub(r"<[^>]+>", TOKEN, route)}) == {route}


def test_a_path_that_needs_sign_in_is_not_one():
    assert not [
        route for route in tokened_paths() if route.startswith(("/admin/", "/members/", "/settings/"))
    ]
