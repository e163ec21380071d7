"""Staff change the limits of a member: the change leaves a row, with what there was before."""

from invitations.models import AllowanceChange
from tests.admin.conftest import page_url


def save(staff, member, **limits):
    data = {"limit": "3000", "weekly_limit": "100"} | limits
    return staff.post(page_url(member.allowance), data)


def test_a_changed_limit_leaves_a_row(staff, anna):
    assert save(staff, anna, weekly_limit="7").status_code == 302
    row = AllowanceChange.objects.get()
    assert (row.member, row.kind, row.old_limit, row.limit) == (anna, "limits", 3000, 3000)
    assert (row.old_weekly_limit, row.weekly_limit) == (100, 7)


def test_saving_without_a_change_leaves_none(staff, anna):
    assert save(staff, anna).status_code == 302
    assert not AllowanceChange.objects.exists()
