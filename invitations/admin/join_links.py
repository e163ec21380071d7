from __future__ import annotations

from django.contrib import admin

from invitations.admin.by_email import InvitedAdmin
from invitations.admin.columns import MEMBER
from invitations.models import JoinLinkUse
from network.common.admin import ReadOnlyAdmin


@admin.register(JoinLinkUse)
class JoinLinkUseAdmin(InvitedAdmin[JoinLinkUse], ReadOnlyAdmin[JoinLinkUse]):
    """Accounts that were opened with the link of an invitation to join, for as long as such a link lives."""

    list_display = ["at", MEMBER]
    search_fields = ["member__name", "member__email", "member__handle"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["member"]
    fields = ["member", "at"]
