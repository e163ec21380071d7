"""Helpers for views: the signed-in member, the redirect target and the search text of a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from network.members.models import Member

MAX_SEARCH_LENGTH = 200


def current_member(request: HttpRequest) -> Member:
    """`request.user` as a `Member`; only for views that require a login."""
    return cast(Member, request.user)


def next_url(request: HttpRequest, default: str) -> str:
    """The posted `next` if it is a path on this site, else the URL named `default`."""
    url = request.POST.get("next", "")
    is_local_path = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_local_path else reverse(default)


def search_query(request: HttpRequest) -> str:
    """The search text of the query string, without NUL characters and cut to `MAX_SEARCH_LENGTH`."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH_LENGTH]
