"""The groups of staff that come with the site: made once, and left as the host wants them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from network.members import roles
from network.members.models import Role
from network.members.roles import GRANTS, MODERATORS, NAMES, SUPPORT


def granted(group) -> set[str]:
    found = group.permissions.values_list("content_type__app_label", "codename")
    return {".".join(names) for names in found}


@pytest.fixture
def group(db):
    return Role.objects.get(key=MODERATORS).group


@pytest.mark.parametrize("role", NAMES)
def test_migrate_has_made_each_group_with_all_that_it_is_granted(db, role):
    group = Role.objects.get(key=role).group
    assert (group.name, granted(group)) == (NAMES[role], GRANTS[role])
    assert GRANTS[role]


def test_what_the_host_changed_is_kept(group):
    group.permissions.remove(Permission.objects.get(codename="view_block"))
    group.permissions.add(Permission.objects.get(codename="view_outbox"))
    Group.objects.filter(pk=group.pk).update(name="Helpers")
    roles.make("default")
    assert granted(group) == GRANTS[MODERATORS] - {"invitations.view_block"} | {"notifications.view_outbox"}
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Helpers", "Support"]


def test_a_deleted_group_does_not_return(group):
    group.delete()
    roles.make("default")
    assert not Group.objects.filter(name=NAMES[MODERATORS]).exists()


@pytest.mark.parametrize("name", ["Moderators", "moderators"])
def test_a_group_of_the_host_with_this_name_is_left_alone(group, name):
    Role.objects.all().delete()
    Group.objects.all().delete()
    own = Group.objects.create(name=name)
    for _ in range(2):
        roles.make("default")
    assert (granted(own), Role.objects.get(key=MODERATORS).group) == (set(), None)
    assert Group.objects.count() == 2
    Group.objects.filter(pk=own.pk).update(name="Our helpers")
    roles.make("default")
    assert granted(Role.objects.get(key=MODERATORS).group) == GRANTS[MODERATORS]
    assert granted(own) == set()


def test_a_permission_that_is_new_is_given_to_a_group_from_before(group, monkeypatch):
    monkeypatch.setitem(GRANTS, MODERATORS, GRANTS[MODERATORS] | {"invitations.view_message"})
    roles.make("default")
    assert "invitations.view_message" in granted(group)


def test_a_permission_that_does_not_exist_yet_is_given_by_the_next_migrate(group, monkeypatch):
    monkeypatch.setitem(GRANTS, SUPPORT, GRANTS[SUPPORT] | {"invitations.view_nothing"})
    roles.make("default")
    role = Role.objects.get(key=SUPPORT)
    assert "invitations.view_nothing" not in role.offered
    Permission.objects.create(
        codename="view_nothing", content_type=Permission.objects.get(codename="view_report").content_type
    )
    roles.make("default")
    assert "invitations.view_nothing" in granted(role.group)


def test_nobody_is_put_into_a_group(group, anna):
    assert not group.user_set.exists()


def test_migrate_to_before_the_roles_makes_none(db, monkeypatch):
    Role.objects.all().delete()
    monkeypatch.setattr(
        "django.db.backends.base.introspection.BaseDatabaseIntrospection.table_names", lambda self: []
    )
    roles.make("default")
    assert not Role.objects.exists()
