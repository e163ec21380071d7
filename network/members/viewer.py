from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from network.members.models import Member

LONGEST_SEARCH = 200


def viewer_of(request: HttpRequest) -> Member:
    """The member who asks: views behind the login have one."""
    return cast(Member, request.user)


def searched(request: HttpRequest) -> str:
    """The words of a search, as many as a person types."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
