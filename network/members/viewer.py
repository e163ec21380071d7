from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from network.members.models import Member


def viewer_of(request: HttpRequest) -> Member:
    """The member who asks: views behind the login have one."""
    return cast(Member, request.user)
