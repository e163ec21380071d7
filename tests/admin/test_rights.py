"""What an admin list or page tells of other models, only those see who may view these too (D07)."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin

from invitations.models import AllowanceRequest, Batch, Block, Invitation, Reception
from network import clock as product_clock
from notifications.models import CapturedEmail, Outbox
from tests.admin.conftest import OTHER_HALF, list_url, page_url
from tests.conftest import invite, reception_of, work

WEEKS = "/admin/invitations/invitation/weeks/"


@pytest.fixture
def reported(anna, bruno, carla):
    """An invitation that was reported; another that a block has ended."""
    invitation, ended = invite(anna, bruno), invite(anna, carla)
    reception_of(invitation).report("spam")
    Block.objects.block(carla, anna)
    work()
    assert reception_of(ended).ended_at
    return invitation


def told(browser, invitation) -> list[str]:
    """What the list, the page and the filters of invitations tell of the other half."""
    pages = [list_url(Invitation), page_url(invitation)]
    text = "".join(browser.get(page).content.decode() for page in pages)
    words = ("field-actual_status", "ended by a block", "reported", "waiting in the inbox", "stands=", WEEKS)
    return [word for word in words if word in text]


def test_the_right_to_view_invitations_tells_nothing_of_the_other_half(viewer, reported):
    browser = viewer("view_invitation")
    assert told(browser, reported) == []
    assert browser.get(WEEKS).status_code == 403
    assert browser.get(list_url(Invitation), {"stands": "blocked"}).status_code == 400


@pytest.mark.parametrize("missing", OTHER_HALF)
def test_the_other_half_needs_the_rights_for_all_of_it(viewer, reported, missing):
    browser = viewer("view_invitation", *(name for name in OTHER_HALF if name != missing))
    assert browser.get(WEEKS).status_code == 403
    assert f'href="{WEEKS}"' not in browser.get(list_url(Invitation)).content.decode()
    assert "field-actual_status" not in browser.get(list_url(Invitation)).content.decode()
    assert browser.get(list_url(Invitation), {"stands": "blocked"}).status_code == 400


def test_with_all_rights_the_other_half_is_shown(viewer, reported):
    browser = viewer("view_invitation", *OTHER_HALF)
    assert len(told(browser, reported)) == 6
    assert browser.get(WEEKS).status_code == 200


@pytest.mark.parametrize(
    ("column", "right"),
    [("ended_at", "view_block"), ("refused_at", "view_refusal"), ("reported_at", "view_report")],
)
def test_a_reception_tells_no_block_refusal_or_report(viewer, reported, column, right):
    pages = [list_url(Reception), page_url(reception_of(reported)), page_url(reported)]
    assert f"field-{column}" not in str(
        [viewer("view_reception", "view_invitation").get(p).text for p in pages]
    )
    browser = viewer("view_reception", "view_invitation", right)
    assert f"field-{column}" in str([browser.get(page).text for page in pages])


COLUMNS = [
    (AllowanceRequest, "allowance", "view_allowance"),
    (AllowanceRequest, "this_week", "view_allowance"),
    (AllowanceRequest, "tries_today", "view_invitation"),
    (AllowanceRequest, "tries_of_one", "view_invitation"),
    (Batch, "progress", "view_batchline"),
    (Batch, "lines_link", "view_batchline"),
    (Outbox, "captured", "view_capturedemail"),
    (CapturedEmail, "cause", "view_outbox"),
]


@pytest.mark.parametrize(("model", "column", "right"), COLUMNS, ids=lambda value: str(value))
def test_a_column_that_tells_of_another_model_needs_its_right(viewer, anna, bruno, model, column, right):
    invite(anna, bruno)
    AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())
    Batch.objects.submit(anna, ["dora@example.net"])
    row, own = model.objects.first(), f"view_{model._meta.model_name}"
    for rights, shown in (([own], False), ([own, right], True)):
        browser = viewer(*rights)
        text = browser.get(list_url(model)).text + browser.get(page_url(row)).text
        assert bool(re.search(rf"field-{column}\b", text)) == shown, rights


def test_a_search_by_rows_of_another_model_needs_its_right(viewer, anna):
    batch = Batch.objects.submit(anna, ["dora@example.net"])
    for rights, found in (([], []), (["view_batchline"], [batch])):
        browser = viewer("view_batch", *rights)
        page = browser.get(list_url(Batch), {"q": "dora@example.net"})
        assert list(page.context["cl"].result_list) == found


def paths_to_many(model) -> list[str]:
    """Search fields of a list that go to rows that refer to its rows."""
    fields = admin.site._registry[model].search_fields
    many = {field.name for field in model._meta.get_fields() if field.auto_created and not field.concrete}
    return [path for path in fields if path.partition("__")[0] in many]


def test_each_search_by_rows_that_refer_to_the_list_declares_its_right():
    found = {(m, path) for m in admin.site._registry for path in paths_to_many(m)}
    assert found
    assert [(m, path) for m, path in found if path not in admin.site._registry[m].rights] == []
