"""How a superuser gives somebody a role, and what support does with accounts instead of setting passwords."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from network.members import roles
from network.members.models import Member, Role
from tests.admin.conftest import list_url, page_url
from tests.conftest import mails, work
from tests.factories import MemberFactory


def held(member) -> tuple[bool, list[str]]:
    member = Member.objects.get(pk=member.pk)
    return member.is_staff, [group.name for group in member.groups.all()]


def buttons(browser, member) -> list[str]:
    return re.findall(r'name="action" value="(\w+)"', browser.get(page_url(member)).text)


@pytest.mark.parametrize(("action", "name"), [("make_moderator", "Moderators"), ("make_support", "Support")])
def test_a_button_on_the_page_of_a_member_gives_a_role(act, staff, anna, action, name):
    assert action in buttons(staff, anna)
    assert act(action, anna) == [f"Role given: {name}: 1"]
    assert held(anna) == (True, [name])
    assert name in LogEntry.objects.get(object_id=str(anna.pk)).change_message
    assert action not in buttons(staff, anna)


def test_roles_are_taken_away(act, staff, anna):
    assert "take_roles_away" not in buttons(staff, anna)
    for role in roles.NAMES:
        roles.give(anna, role)
    assert "take_roles_away" in buttons(staff, anna)
    assert act("take_roles_away", anna) == ["Roles taken away: 1"]
    assert held(anna) == (False, [])


def test_who_has_other_rights_stays_staff(anna):
    roles.give(anna, roles.SUPPORT)
    anna.user_permissions.add(Permission.objects.get(codename="view_block"))
    roles.take_away(anna)
    assert held(anna) == (True, [])


def test_taking_away_changes_nobody_without_a_role(act, anna):
    ada = Member.objects.get(is_superuser=True)
    assert act("take_roles_away", anna, ada) == ["Roles taken away: 0"]
    assert (held(anna), held(ada)) == ((False, []), (True, []))


def test_a_deactivated_account_gets_no_role(act, anna):
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    act("make_moderator", anna)
    assert held(anna) == (False, [])


def test_without_the_group_the_page_says_so(act, anna):
    Role.objects.get(key=roles.MODERATORS).group.delete()
    [message] = act("make_moderator", anna)
    assert "was deleted" in message
    assert held(anna) == (False, [])


@pytest.mark.parametrize("role", roles.NAMES)
def test_only_superusers_give_roles(client_for, anna, bruno, role):
    roles.give(bruno, role)
    browser = client_for(Member.objects.get(pk=bruno.pk))
    for action in ("make_moderator", "make_support", "take_roles_away"):
        for member in (anna, bruno):
            browser.post(list_url(Member), {"action": action, "_selected_action": [member.pk]})
    assert (held(anna), held(bruno)) == ((False, []), (True, [roles.NAMES[role]]))


@pytest.fixture
def support(client_for):
    member = MemberFactory(name="Sofia Support")
    roles.give(member, roles.SUPPORT)
    return client_for(Member.objects.get(pk=member.pk))


def test_support_sets_no_password(support, anna):
    url = reverse("admin:auth_user_password_change", args=[anna.pk])
    data = {"usable_password": "true", "password1": "horse battery", "password2": "horse battery"}
    assert (support.get(url).status_code, support.post(url, data).status_code) == (403, 403)
    assert "field-password" not in support.get(page_url(anna)).text


def test_support_sends_an_e_mail_to_set_a_password(support, anna):
    data = {"action": "send_reset_letter", "_selected_action": [anna.pk]}
    assert "Anna Ricci gets an e-mail" in support.post(list_url(Member), data, follow=True).text
    work()
    assert len(mails(anna)) == 1


def test_support_sends_none_to_staff(support, vera):
    support.post(list_url(Member), {"action": "send_reset_letter", "_selected_action": [vera.pk]})
    work()
    assert mails(vera) == []
    assert buttons(support, vera) == []
