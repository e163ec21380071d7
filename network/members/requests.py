"""Helpers for views: the signed-in member, the redirect target and the search text of a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from network.common.redirects import is_own_path
from network.members.models import Member

MAX_SEARCH_LENGTH = 200


def current_member(request: HttpRequest) -> Member:
    """`request.user` as a `Member`; only for views that require a login."""
    return cast(Member, request.user)


def next_url(request: HttpRequest, default: str) -> str:
    """The posted `next` if it is a path on this site, else the URL named `default`."""
    url = request.POST.get("next", "")
    return url if is_own_path(url) else reverse(default)


def search_query(request: HttpRequest) -> str:
    """The search text of the query string, without NUL characters and cut to `MAX_SEARCH_LENGTH`."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH_LENGTH]
