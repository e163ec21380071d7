"""The admin list of reports and its actions."""

from __future__ import annotations

import re

import pytest

from invitations.models import Block, Invitation, Refusal, Report
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def report(anna, bruno):
    return reception_of(invite(anna, bruno, "Buy my course")).report("spam", "The third time")


def listed(browser, **query) -> list[Report]:
    """Reports that the admin list shows for a query."""
    return list(browser.get(list_url(Report), query).context["cl"].result_list)


def test_the_list_shows_open_reports_oldest_first(staff, report, anna, carla, clock):
    clock.move(hours=1)
    newer = reception_of(invite(anna, carla)).report("harassment")
    assert listed(staff) == [report, newer]
    assert [row.report_count for row in listed(staff)] == [2, 2]
    newer.dismiss(MemberFactory(is_staff=True))
    assert (listed(staff), listed(staff, status="handled")) == ([report], [newer])
    assert listed(staff, status="all") == [report, newer]


def test_the_page_shows_the_texts_and_earlier_reports(staff, report, anna, bruno):
    page = staff.get(page_url(report)).content.decode()
    assert "Buy my course" in page
    assert "The third time" in page
    assert "reports received: 1" in page
    assert "refusals received: 1" in page
    assert page_url(anna) in page
    assert page_url(bruno) in page


@pytest.mark.parametrize(
    ("action", "outcome"),
    [("dismiss", "nothing_wrong"), ("restrict_account", "limited"), ("deactivate_account", "switched_off")],
)
def test_each_action_handles_a_report(act, report, anna, action, outcome):
    assert act(action, report) == ["Handled: 1"]
    report.refresh_from_db()
    anna.refresh_from_db()
    assert (report.outcome, report.handled_by.name) == (outcome, "Ada Min")
    assert bool(anna.allowance.restricted_at) is (outcome == "limited")
    assert anna.is_active is (outcome != "switched_off")


def test_an_action_voids_the_refusal_of_a_report(act, report):
    assert act("void_refusal_of_report", report) == ["Refusal voided: 1"]
    assert not Refusal.objects.standing().exists()
    assert Report.objects.get().outcome == ""


def test_actions_need_their_permissions(viewer, report):
    page = viewer("view_report", "change_report").get(list_url(Report)).text
    assert "Handled: nothing wrong" in page
    assert "switch the account off" not in page
    assert "limit the account" not in page
    assert "Void the refusal" not in page


def test_the_timeline_links_to_report_and_block(staff, report, anna, bruno):
    block = Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    page = staff.get(page_url(report.invitation))
    entries = [entry for group in page.context["timeline"] for entry in group.entries]
    assert "Report to the staff: Spam or advertising. Outcome: open." in [entry.sentence for entry in entries]
    assert {page_url(report), page_url(block)} <= {entry.url for entry in entries}


def test_the_page_of_an_invitation_by_address_opens(staff, anna, bruno):
    typed = Invitation.objects.send_to_address(anna, "nobody@example.com")
    assert staff.get(page_url(typed)).status_code == 200


@pytest.mark.parametrize(
    ("verb", "actual_status"),
    [
        (lambda reception: reception.report("spam"), "reported"),
        (lambda reception: Block.objects.block(reception.member, reception.sender), "ended by a block"),
    ],
)
def test_the_list_of_invitations_shows_report_and_block(staff, anna, bruno, verb, actual_status):
    invitation = invite(anna, bruno)
    verb(reception_of(invitation))
    page = staff.get(list_url(Invitation)).content.decode()
    assert f'<td class="field-actual_status">{actual_status}</td>' in page
    assert bool(staff.get(list_url(Invitation), {"stands": "blocked"}).context["cl"].result_count) is (
        actual_status == "ended by a block"
    )


def test_a_report_of_a_reply_is_labelled(staff, act, anna, bruno):
    invitation = invite(anna, bruno, "Dear Bruno")
    reception_of(invitation).reply("Drop dead")
    report = invitation.report_reply("harassment")
    assert '<td class="field-about">a reply</td>' in staff.get(list_url(Report)).content.decode()
    assert "Drop dead" in staff.get(page_url(report)).content.decode()
    assert act("void_refusal_of_report", report) != ["Refusal voided: 1"]
    assert act("deactivate_account", report) == ["Handled: 1"]
    bruno.refresh_from_db()
    assert not bruno.is_active


def test_actions_run_from_the_page_of_a_report(staff, report, anna):
    page = staff.get(page_url(report)).content.decode()
    assert f'<form id="row-actions" method="post" action="{list_url(Report)}?status=">' in page
    form_data = {"action": "restrict_account", "index": "0", "_selected_action": report.pk}
    response = staff.post(f"{list_url(Report)}?status=", form_data, follow=True)
    assert "Handled: 1" in response.content.decode()
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at


def test_a_handled_report_offers_only_voiding_its_refusal(staff, report, anna):
    report.dismiss(anna)
    page = staff.get(page_url(report)).content.decode()
    assert [name for name, _label in re.findall(r'name="action" value="(\w+)">([^<]+)', page)] == [
        "void_refusal_of_report"
    ]
    form_data = {"action": "void_refusal_of_report", "index": "0", "_selected_action": report.pk}
    response = staff.post(f"{list_url(Report)}?status=all", form_data, follow=True)
    assert "Refusal voided: 1" in response.content.decode()


def test_staff_with_view_permission_see_no_actions(viewer, report):
    assert 'name="action"' not in viewer("view_report").get(page_url(report)).text


def test_the_history_counts_models_that_the_viewer_may_view(viewer, report):
    page = viewer("view_report").get(page_url(report)).text
    assert "reports received: 1" in page
    for hidden in ("invitations sent:", "refusals received:", "blocks received:"):
        assert hidden not in page
