"""docs/threats.md names tests that exist, and at least one in each row."""

from __future__ import annotations

import re

import pytest

from tests.bin.scripts import ROOT

TEXT = (ROOT / "docs" / "threats.md").read_text()
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def named_tests(row: str) -> list[tuple[str, str]]:
    return TEST.findall(row.split("|")[3])


def exists(path: str, name: str) -> bool:
    file = ROOT / path
    return file.is_file() and (not name or f"\ndef {name}(" in file.read_text())


@pytest.mark.parametrize("row", ROWS)
def test_each_row_names_tests_that_exist(row):
    assert named_tests(row)
    assert [test for test in named_tests(row) if not exists(*test)] == []


def test_a_test_that_does_not_exist_is_noticed():
    assert not exists("tests/docs/test_threats.py", "test_of_nothing")
    assert not exists("tests/docs/test_nothing.py", "")


def test_every_attacker_has_rows_and_what_remains():
    sections = TEXT.split("\n## ")[1:]
    assert len(sections) >= 7
    assert all("\n| attack" in section and "\nWhat remains: " in section for section in sections)
