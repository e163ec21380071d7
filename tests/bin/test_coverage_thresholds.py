"""bin/coverage_thresholds.py: which files fall below their threshold."""

import pytest

from tests.bin.scripts import load

shortfalls = load("coverage_thresholds").shortfalls


def report(name, lines=(), branches=(), total=99.0):
    file = {"missing_lines": list(lines), "missing_branches": list(branches)}
    return {"files": {name: file}, "summary": {"percent_covered": total}}


def test_completely_covered_files_have_no_shortfall():
    assert shortfalls(report("invitations/worker/schedule.py")) == []


@pytest.mark.parametrize("missing", [{"lines": [3]}, {"branches": [[3, 5]]}])
def test_every_line_and_branch_of_the_two_apps_is_required(missing):
    assert "notifications/models.py" in shortfalls(report("notifications/models.py", **missing))[0]


@pytest.mark.parametrize(
    "name",
    [
        "invitations/admin/invitations.py",
        "notifications/admin.py",
        "network/web/home.py",
        "invitations/migrations/0001.py",
    ],
)
def test_elsewhere_single_lines_are_not_required(name):
    assert shortfalls(report(name, lines=[3])) == []


def test_the_total_must_reach_the_minimum():
    assert shortfalls(report("network/web/home.py", total=94.9)) == [
        "94.9 % of everything is covered; 95 % is the minimum"
    ]
