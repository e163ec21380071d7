"""What belongs to staff is changed by superusers alone, in every admin."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission

from invitations.models import Allowance, AllowanceRequest
from network import clock as product_clock
from network.members.models import Member, Photo
from network.members.people.images import Avatar
from notifications.models import EmailPreferences, Suppression
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def root(db):
    return Member.objects.create_superuser("root@example.org", "acquaint", name="Root")


@pytest.fixture
def moderator(client_for):
    """Test client of a member of staff with every right but a superuser's."""
    member = MemberFactory(name="Vera", is_staff=True)
    member.user_permissions.set(Permission.objects.all())
    return client_for(member)


def run(browser, action: str, row) -> None:
    browser.post(list_url(type(row)), {"action": action, "_selected_action": [row.pk]})


def test_no_page_of_a_row_of_staff_can_be_changed(moderator, root, anna):
    for row, other in ((root.allowance, anna.allowance), (root.emailpreferences, anna.emailpreferences)):
        assert moderator.post(page_url(row), {"limit": "0", "weekly_limit": "0"}).status_code == 403
        assert moderator.post(page_url(other), {"limit": "5", "weekly_limit": "5"}).status_code == 302
    assert Allowance.objects.get(member=root).limit > 0
    assert EmailPreferences.objects.get(member=root).invitations == root.emailpreferences.invitations


def rows_of(member: Member) -> dict[str, object]:
    """Action → a row of the member that it would change."""
    Photo.objects.set(member, Avatar(b"a square", 256))
    Suppression.objects.record(member.email, "bounce", "one", "", product_clock.now())
    asked = AllowanceRequest.objects.create(member=member, text="Please", requested_at=product_clock.now())
    allowance = member.allowance
    return {"restrict": allowance, "grant": allowance, "answer": asked, "lift": Suppression.objects.get(), "remove_photos": Photo.objects.get()}  # fmt: skip


def stored(row) -> dict:
    return type(row).objects.filter(pk=row.pk).values().get()


@pytest.mark.parametrize("action", ["restrict", "grant", "answer", "lift", "remove_photos"])
def test_no_action_changes_a_row_of_staff(moderator, root, client_for, action):
    row = rows_of(root)[action]
    before = stored(row)
    run(moderator, action, row)
    assert stored(row) == before
    run(client_for(MemberFactory(is_staff=True, is_superuser=True)), action, row)
    assert type(row).objects.filter(pk=row.pk).values().first() != before


@pytest.mark.parametrize("action", ["restrict_account", "deactivate_account"])
def test_a_report_of_staff_limits_nobody(moderator, root, anna, action):
    report = reception_of(invite(root, anna)).report("spam", "Again")
    run(moderator, action, report)
    report.refresh_from_db()
    root.refresh_from_db()
    assert (report.outcome, root.is_active, root.allowance.restricted_at) == ("", True, None)


def test_every_model_of_one_member_names_that_member():
    for model, model_admin in admin.site._registry.items():
        fields = (field for field in model._meta.concrete_fields if field.name != "by")  # staff who import
        members = [field.name for field in fields if field.related_model is Member]
        if len(members) == 1 and getattr(model_admin, "actions", ()) and hasattr(model_admin, "owner"):
            assert model_admin.owner == members[0], model
