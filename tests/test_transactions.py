"""Every verb is one transaction: whatever fails in it, nothing of it stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.two_members import TwoMembers
from tests.verbs import VERBS

pytestmark = pytest.mark.every_case


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_one_transaction(anna, bruno, clock, name):
    """Within the transaction of the test it is one savepoint, from its first statement to its last."""
    verb = VERBS[name](TwoMembers(anna, bruno, clock))
    with CaptureQueriesContext(connection) as queries:
        verb()
    statements = [query["sql"] for query in queries]
    savepoint = statements[0].partition("SAVEPOINT ")[2]
    assert savepoint
    assert statements[-1] == f"RELEASE SAVEPOINT {savepoint}"
