"""A search for members on the start page of the admin."""

from __future__ import annotations

from django.http import HttpRequest

from network.common.admin import changelist_url, may_view
from network.common.admin_start import SECTIONS, Section
from network.members.models import Member


def member_search_url(request: HttpRequest) -> str | None:
    """The list that the search leads to; None for staff who may not view members."""
    return changelist_url(Member) if may_view(request.user, Member) else None


SECTIONS.append(Section("admin/start/find_member.html", member_search_url))
