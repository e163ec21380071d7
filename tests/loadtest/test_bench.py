"""`bench.queries` on a small network: its rows and the pages it compares."""

from __future__ import annotations

import random

import pytest
from django.core.management import call_command

from bench import queries

pytestmark = pytest.mark.django_db


def test_every_row_is_a_ratio_of_two_times(monkeypatch):
    monkeypatch.setattr(queries, "ROUNDS", 2)
    call_command("seed_graph", members=300, connections=3000, invitations=0, verbosity=0)
    rows = list(queries.comparisons(random.Random(1)))
    assert [row.name[:3] for row in rows] == ["P10", "P10", "P11", "P12", "P13", "   "]
    assert all(row.ratio > 0 and row.first > 0 and row.second > 0 for row in rows)


def test_the_deep_page_differs_from_the_first_page():
    call_command("seed_graph", members=300, connections=3000, invitations=0, verbosity=0)
    client = queries.signed_in_client(queries.Member.objects.order_by("-degree")[0])
    deep_page = client.get(queries.deep_page_url(client))
    first_page = client.get(queries.CONNECTIONS_URL)
    assert deep_page.status_code == 200
    assert [row.pk for row in deep_page.context["connections"]] != [
        row.pk for row in first_page.context["connections"]
    ]
