"""docs/roles.md has exactly the permissions that the roles are granted."""

from __future__ import annotations

import re

import pytest

from network.members.roles import GRANTS, MODERATORS, SUPPORT
from tests.bin.scripts import ROOT

TEXT = (ROOT / "docs" / "roles.md").read_text()
ROWS = re.findall(r"^\| `([\w.]+)` \| (yes|–) \| (yes|–) \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("role", "column"), [(MODERATORS, 1), (SUPPORT, 2)])
def test_the_table_has_what_each_role_is_granted(role, column):
    assert {row[0] for row in ROWS if row[column] == "yes"} == GRANTS[role]
    assert len(ROWS) == len({row[0] for row in ROWS}) == len(GRANTS[MODERATORS] | GRANTS[SUPPORT])
