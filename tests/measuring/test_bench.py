"""`bench.network` measures what it says it does, on a small network."""

from __future__ import annotations

import random

import pytest
from django.core.management import call_command

from bench import network

pytestmark = pytest.mark.django_db


def test_every_figure_is_a_ratio_of_two_times(monkeypatch):
    monkeypatch.setattr(network, "ROUNDS", 2)
    call_command("seed_graph", members=300, connections=3000, invitations=0, verbosity=0)
    found = list(network.figures(random.Random(1)))
    assert [each.name[:3] for each in found] == ["P10", "P10", "P11", "P12", "P13", "   "]
    assert all(each.ratio > 0 and each.first > 0 and each.second > 0 for each in found)


def test_far_into_a_list_is_another_page_than_the_first(as_):
    call_command("seed_graph", members=300, connections=3000, invitations=0, verbosity=0)
    hub = network.Member.objects.order_by("-degree")[0]
    browser = network.browser_of(hub)
    far = browser.get(network.far_into(browser))
    assert far.status_code == 200
    assert [row.pk for row in far.context["connections"]] != [
        row.pk for row in browser.get(network.PAGE).context["connections"]
    ]
