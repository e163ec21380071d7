from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from network.members.models import Member

MAX_SEARCH_LENGTH = 200


def current_member(request: HttpRequest) -> Member:
    """The member who asks: views behind the login have one."""
    return cast(Member, request.user)


def next_url(request: HttpRequest, otherwise: str) -> str:
    """Where the form stood, if that is an address of this site; else the page of that name."""
    back = request.POST.get("next", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if here else reverse(otherwise)


def search_query(request: HttpRequest) -> str:
    """The words of a search, as many as a person types."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH_LENGTH]
