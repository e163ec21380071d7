"""Numbers that are too large or negative, in every field and URL of the admin where somebody can type one."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory

from invitations.models import Allowance, AllowanceRequest
from invitations.models.allowance import LARGEST_LIMIT
from network import clock
from tests.admin.conftest import list_url, page_url, project_models

NUMBERS = [-1, 2**31, 2**63]


@pytest.mark.parametrize("column", ["limit", "weekly_limit"])
@pytest.mark.parametrize("number", [*NUMBERS, 2**31 - 48])
def test_a_limit_out_of_range_is_refused_with_a_sentence(staff, anna, column, number):
    data = {"limit": 3000, "weekly_limit": 100} | {column: number}
    page = staff.post(page_url(anna.allowance), data).content.decode()
    assert "Ensure this value is" in page
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (3000, 100)


@pytest.mark.parametrize("limit", [LARGEST_LIMIT - 99, 2**31 - 48])
def test_a_grant_beyond_the_largest_limit_changes_nothing_and_says_so(act, anna, limit):
    Allowance.objects.filter(pk=anna.pk).update(limit=limit)
    request = AllowanceRequest.objects.create(member=anna, text="", requested_at=clock.now())
    for action, row in (("grant", anna.allowance), ("answer", request)):
        assert "A limit is at most 1000000 invitations." in act(action, row)
    request.refresh_from_db()
    assert (Allowance.objects.get(pk=anna.pk).limit, request.answered_at) == (limit, None)


def test_a_grant_up_to_the_largest_limit_is_made(act, anna):
    Allowance.objects.filter(pk=anna.pk).update(limit=LARGEST_LIMIT - 100)
    assert act("grant", anna.allowance) == ["100 more granted: 1"]


@pytest.mark.parametrize("model", project_models(), ids=lambda model: model._meta.label)
def test_each_number_that_can_be_typed_has_a_largest_one(model, rf: RequestFactory, anna):
    request = rf.get("/admin/")
    anna.is_staff = anna.is_superuser = True
    request.user = anna
    fields = admin.site.get_model_admin(model).get_form(request, obj=model(), change=True).base_fields
    numbers = [field for field in fields.values() if isinstance(field, forms.IntegerField)]
    assert all(0 <= field.min_value < field.max_value < 2**31 for field in numbers)


@pytest.mark.parametrize("model", project_models(), ids=lambda model: model._meta.label)
def test_a_key_or_page_out_of_range_is_unknown(staff, model):
    for number in [*NUMBERS, "9" * 5000, "unknown"]:
        url = f"{list_url(model)}{number}/change/"
        assert staff.get(url).status_code in (302, 404)
        assert staff.get(list_url(model), {"p": number}).status_code in (200, 302)
