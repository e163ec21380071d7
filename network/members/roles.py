"""The groups of staff that come with the site, and what each is granted. Apps grant theirs in their admin modules.

`migrate` makes the groups. Whoever edits, renames or deletes one keeps it so: a permission is given once, when it is new.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction

from network.members.errors import NoSuchGroup
from network.members.models import Member, Role

MODERATORS, SUPPORT = "moderators", "support"
NAMES = {MODERATORS: "Moderators", SUPPORT: "Support"}
"""Role → the name that its group gets; a host can change it in the admin."""

GRANTS: dict[str, set[str]] = {MODERATORS: set(), SUPPORT: set()}
"""Role → its permissions as “app.codename”."""


def grant(role: str, app_label: str, *codenames: str) -> None:
    GRANTS[role].update(f"{app_label}.{codename}" for codename in codenames)


@transaction.atomic
def give(member: Member, key: str) -> None:
    """Make the member staff with this role. Raises `NoSuchGroup` where the host has deleted its group."""
    group = Role.objects.get(key=key).group
    if group is None:
        raise NoSuchGroup
    member.groups.add(group)
    Member.objects.filter(pk=member.pk).update(is_staff=True)


@transaction.atomic
def take_away(member: Member) -> bool:
    """Take the roles from the member, who is staff no more without other groups and permissions; False if there was none."""
    groups = Group.objects.filter(user=member, role__isnull=False)
    has_any = groups.exists()
    member.groups.remove(*groups)
    if has_any and not (member.is_superuser or member.groups.exists() or member.user_permissions.exists()):
        Member.objects.filter(pk=member.pk).update(is_staff=False)
    return has_any


def make(using: str, **_: Any) -> None:
    """Receiver of `post_migrate`: make each group once and give it the permissions that it was not offered yet.

    A group that had this name before is the host's own and is left alone: ours is made once the name is free.
    """
    if Role._meta.db_table in connections[using].introspection.table_names():
        existing = {
            _name(each): each.pk for each in Permission.objects.using(using).select_related("content_type")
        }
        for key in NAMES:
            _make(using, key, {name: existing[name] for name in GRANTS[key] & existing.keys()})


def _name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def _make(using: str, key: str, permissions: dict[str, int]) -> None:
    with transaction.atomic(using=using):
        Role.objects.using(using).get_or_create(key=key)
        role = Role.objects.using(using).select_for_update().get(key=key)
        groups = Group.objects.using(using)
        is_made = bool(role.group or role.offered)
        if not is_made and not groups.filter(name__iexact=NAMES[key]).exists():
            role.group = groups.create(name=NAMES[key])
        if role.group and (missing := permissions.keys() - set(role.offered)):
            role.group.permissions.add(*(permissions[name] for name in missing))
            role.offered = sorted({*role.offered, *missing})
        role.save(using=using)
