"""The queue of applications to join: who sees it, who decides, and what is e-mailed."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from network.members.models import Application
from tests.admin.conftest import list_url
from tests.conftest import mails, work
from tests.site.edit import edit_site

NINA = "nina@example.org"


@pytest.fixture
def application(db) -> Application:
    edit_site(signup_policy="approval")
    return Application.objects.apply(NINA, name="Nina Nuova", words="Class of 1998", language="en")


def status() -> str:
    return Application.objects.get().status


def test_approving_answers_by_email_and_is_logged(act, application):
    assert act("approve", application) == ["Approved: 1"]
    work()
    assert (status(), mails(NINA)[0].subject) == ("approved", "You can join Acquaint")
    assert LogEntry.objects.get().change_message == "Approved"


def test_declining_asks_once_more(act, staff, application):
    data = {"action": "decline", "_selected_action": [application.pk]}
    assert "Decline applications?" in staff.post(list_url(Application), data).text
    assert status() == "pending"
    assert act("decline", application, sure="1") == ["Declined: 1"]
    assert status() == "declined"


def test_an_application_is_decided_once(act, application):
    act("approve", application)
    assert "was not changed" in act("decline", application, sure="1")[0]
    assert status() == "approved"


def test_the_queue_shows_what_the_person_wrote(staff, application):
    assert "Class of 1998" in staff.get(list_url(Application)).text


def test_staff_without_the_right_see_no_queue(viewer, application):
    assert viewer().get(list_url(Application)).status_code == 403


@pytest.mark.parametrize(("rights", "expected"), [((), "pending"), (("decide_application",), "approved")])
def test_only_who_may_decide_can_approve(viewer, application, rights, expected):
    data = {"action": "approve", "_selected_action": [application.pk]}
    viewer("view_application", *rights).post(list_url(Application), data)
    assert status() == expected
