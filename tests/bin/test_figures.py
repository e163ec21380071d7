import pytest

from tests.bin.scripts import load

shortfalls = load("figures").shortfalls


def report(name, lines=(), branches=(), total=99.0):
    file = {"missing_lines": list(lines), "missing_branches": list(branches)}
    return {"files": {name: file}, "totals": {"percent_covered": total}}


def test_whole_files_fall_short_of_nothing():
    assert shortfalls(report("invitations/worker/schedule.py")) == []


@pytest.mark.parametrize("missing", [{"lines": [3]}, {"branches": [[3, 5]]}])
def test_a_line_or_branch_of_the_two_apps_is_missed(missing):
    assert "notifications/models.py" in shortfalls(report("notifications/models.py", **missing))[0]


@pytest.mark.parametrize(
    "name", ["invitations/admin/invitations.py", "network/web/home.py", "invitations/migrations/0001.py"]
)
def test_elsewhere_a_line_may_be_missing(name):
    assert shortfalls(report(name, lines=[3])) == []


def test_the_sum_must_reach_its_figure():
    assert shortfalls(report("network/web/home.py", total=94.9)) == [
        "94.9 % of everything is covered; 95 % is the least"
    ]
