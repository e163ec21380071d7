"""The task queue in the admin, without the arguments of its tasks."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django_tasks_db.models import DBTaskResult

from tests.admin.conftest import list_url, page_url

pytestmark = pytest.mark.rule("D07")


def test_arguments_are_not_shown(staff):
    task = DBTaskResult.objects.create(
        task_path="notifications.tasks.send_mail",
        args_kwargs={"args": ["nina@example.net"], "kwargs": {}},
        run_after="2026-11-22T09:00:00Z",
        queue_name="default",
        backend_name="default",
        traceback="nina@example.net",
    )
    for page in (list_url(DBTaskResult), page_url(task)):
        text = staff.get(page).content.decode()
        assert "notifications.tasks.send_mail" in text
        assert "nina@example.net" not in text


def test_tasks_are_for_superusers(staff, client_for, anna):
    """The task of a delivery that no task of an e-mail follows would tell what became of an invitation."""
    type(anna).objects.filter(pk=anna.pk).update(is_staff=True)
    anna.user_permissions.set(Permission.objects.all())
    assert client_for(anna).get(list_url(DBTaskResult)).status_code == 403
    assert client_for(anna).get("/admin/django_tasks_database/").status_code == 404
    assert staff.get(list_url(DBTaskResult)).status_code == 200


def test_the_queue_has_a_name_that_staff_understand(staff):
    assert "Background tasks" in staff.get("/admin/django_tasks_database/").content.decode()
