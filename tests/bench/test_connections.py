"""The figures about connections on a small network: their rows, and the pages and members that they compare."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from bench.figures import connections, degrees, shared, suggestions
from bench.graph import Network
from bench.run import Run
from network.members.models import Member
from tests.bench.one_database import OneDatabase

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("bench.run.QUICK_ROUNDS", 1)
    monkeypatch.setattr(Run, "sizes", [300])
    call_command("seed_graph", members=300, connections=3000, invitations=0, verbosity=0)
    return Run("sqlite", True, False, OneDatabase(), lambda _text: None)


@pytest.mark.parametrize("figure", [degrees, shared, suggestions], ids=lambda figure: figure.__name__)
def test_every_row_is_a_ratio_of_two_times(run, figure):
    rows = list(figure.measure(run))
    assert rows
    assert all(row.value > 0 for row in rows)


def test_typical_members_are_no_hubs(run):
    network = Network(run, 300)
    assert min(hub.degree for hub in network.hubs) >= max(member.degree for member in network.typical)
    assert [len(people) for people in network.people["hubs"]] == [20]


def test_the_middle_page_is_not_the_first(client_for, run):
    hub = Member.objects.order_by("-degree")[0]
    client = client_for(hub)
    middle = client.get(connections.middle_page(client, hub.degree))
    assert middle.status_code == 200
    assert middle.context["connections"] != client.get(connections.URL).context["connections"]
