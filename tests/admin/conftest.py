from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.members.models import Member

OTHER_HALF = ["view_reception", "view_delivery", "view_refusal", "view_block", "view_report"]


@pytest.fixture
def staff(client_for):
    """Test client of a superuser."""
    return client_for(Member.objects.create_superuser("admin@example.org", "acquaint", name="Ada Min"))


@pytest.fixture
def vera(db):
    """A member of staff without rights."""
    return Member.objects.create_user("vera@example.org", name="Vera View", is_staff=True)


@pytest.fixture
def viewer(vera, client_for):
    """Function that returns the test client of Vera with these rights alone."""

    def with_rights(*names):
        vera.user_permissions.set(Permission.objects.filter(codename__in=names))
        return client_for(vera)

    return with_rights


@pytest.fixture
def act(staff):
    """Function that runs an admin action on rows and returns the messages shown afterwards."""

    def run(action, *rows, **more) -> list[str]:
        url = list_url(type(rows[0]))
        data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
        return [str(message) for message in staff.post(url, data, follow=True).context["messages"]]

    return run


def list_url(model) -> str:
    """URL of the admin list of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(row) -> str:
    """URL of the admin page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def project_models() -> list[type]:
    """The registered admin models of the project's own apps, sorted by label."""
    apps = {"members", "invitations", "notifications"}
    return sorted((m for m in admin.site._registry if m._meta.app_label in apps), key=lambda m: m._meta.label)


def count_queries(browser, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    return len(captured)
