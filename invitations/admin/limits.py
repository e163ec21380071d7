"""The admin of what a replay reads beside invitations: changes of allowances, refused actions, changes of the policy."""

from __future__ import annotations

from django.contrib import admin

from invitations.admin.by_email import InvitedAdmin
from invitations.models import AllowanceChange, PolicyChange, RefusedSend
from network.common.admin import ReadOnlyAdmin

SEARCHED = ["member__name", "member__email", "member__handle"]


@admin.register(AllowanceChange)
class AllowanceChangeAdmin(ReadOnlyAdmin[AllowanceChange]):
    parties = ("member",)
    list_display = [
        "member", "kind", "at", "old_limit", "limit", "old_weekly_limit", "weekly_limit", "lifts",
    ]  # fmt: skip
    list_filter = ["kind"]
    search_fields = SEARCHED
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["member"]


@admin.register(RefusedSend)
class RefusedSendAdmin(InvitedAdmin[RefusedSend], ReadOnlyAdmin[RefusedSend]):
    list_display = ["member", "kind", "limit", "at"]
    list_filter = ["kind", "limit"]
    search_fields = SEARCHED
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["member"]


@admin.register(PolicyChange)
class PolicyChangeAdmin(ReadOnlyAdmin[PolicyChange]):
    list_display = ["number", "at"]
    date_hierarchy = "at"
    ordering = ["-number"]
