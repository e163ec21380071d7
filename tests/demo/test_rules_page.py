"""The rules in plain sentences, which the narrator links to."""

from __future__ import annotations

import pytest

from network.demo.rules import RULES
from tests.docs.test_rules import rules_table


def test_it_has_every_rule_of_the_table():
    assert list(RULES) == [rule for rule in rules_table() if rule.startswith("R")]


@pytest.mark.django_db
def test_each_rule_has_an_anchor(client_for):
    page = client_for().get("/demo/rules/").content.decode()
    assert all(f'<div id="{rule}">' in page for rule in RULES)
