"""How a superuser gives somebody a role: actions of the list of members, and buttons on a member's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.common.admin import ReadOnlyAdmin, link_column
from network.members import roles
from network.members.errors import NoSuchGroup
from network.members.models import Member, Role


def is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


class RoleActions(admin.ModelAdmin[Member]):
    """Mixin of the admin of members. Only superusers decide who is staff."""

    ROLE_ACTIONS = ("make_moderator", "make_support", "take_roles_away")
    GIVES = (("make_moderator", roles.MODERATORS), ("make_support", roles.SUPPORT))
    ON_PAGE = ("send_reset_letter", *ROLE_ACTIONS)

    def has_role_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def actions_for(self, request: HttpRequest, member: Member) -> list[tuple[str, Any]]:
        """The buttons on the page of a member: what would change something."""
        if not self.has_change_permission(request, member):
            return []
        held = set(Role.objects.filter(group__user=member).values_list("key", flat=True))
        useless = {action for action, role in self.GIVES if role in held}
        useless |= set() if held else {"take_roles_away"}
        choices = self.get_action_choices(request, [])
        return [choice for choice in choices if choice[0] in self.ON_PAGE and choice[0] not in useless]

    @admin.action(description=_("Make a moderator: reports, blocks, restrictions"), permissions=["role"])
    def make_moderator(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        self._give(request, rows, roles.MODERATORS)

    @admin.action(description=_("Make support: accounts, requests"), permissions=["role"])
    def make_support(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        self._give(request, rows, roles.SUPPORT)

    @admin.action(description=_("Take the roles away"), permissions=["role"])
    def take_roles_away(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        self._change(request, rows, roles.take_away, gettext("Roles taken away"))

    def _give(self, request: HttpRequest, rows: QuerySet[Member], role: str) -> None:
        def give(member: Member) -> bool:
            roles.give(member, role)
            return True

        try:
            self._change(request, rows, give, gettext("Role given: %(role)s") % {"role": roles.NAMES[role]})
        except NoSuchGroup:
            text = gettext("The group of this role was deleted. Make a group and choose its permissions.")
            self.message_user(request, text, messages.ERROR)

    def _change(
        self, request: HttpRequest, rows: QuerySet[Member], change: Callable[[Member], bool], label: str
    ) -> None:
        """Change each member whose account is in use, and log it."""
        changed = [member for member in rows.filter(is_active=True, left_at=None) if change(member)]
        for member in changed:
            self.log_change(request, member, label)
        level = messages.SUCCESS if changed else messages.WARNING
        self.message_user(request, f"{label}: {len(changed)}", level)


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin[Role]):
    """The groups that come with the site; their permissions are changed in the groups."""

    list_display = ["key", link_column("group", _("group"))]
    list_select_related = ["group"]
    ordering = ["key"]
