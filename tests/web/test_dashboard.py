"""deploy/grafana-dashboard.json and the alerts of docs/deploy.md ask for metrics that /metrics has."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.bin.scripts import ROOT

DASHBOARD = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())
DEPLOY_DOC = (ROOT / "docs" / "deploy.md").read_text()
BLOCKS = DEPLOY_DOC.split("```")
PANELS = DASHBOARD["panels"]
METRIC = re.compile(r"\bacquaint_\w+")
PART_OF_A_FAMILY = re.compile(r"_(bucket|sum|count|total)$")


@pytest.fixture
def families(client, db, clock, monkeypatch):
    """Every family of metrics of a site whose worker has been seen, by name."""
    client.get("/healthz")
    monkeypatch.setattr("network.common.queue.last_task_end", clock.now)
    output = Client(headers={"Authorization": "Bearer a-token-of-the-tests"}).get("/metrics").content.decode()
    return {family.name: family for family in text_string_to_metric_families(output)}


def asked_for(text):
    return set(METRIC.findall(text))


@pytest.fixture
def names(families):
    """The names of samples, as a query has them."""
    return {sample.name for family in families.values() for sample in family.samples}


def test_the_dashboard_shows_every_metric_and_no_other(families, names):
    expressions = " ".join(target["expr"] for panel in PANELS for target in panel["targets"])
    assert asked_for(expressions) <= names
    assert {PART_OF_A_FAMILY.sub("", name) for name in asked_for(expressions)} == set(families)


def test_the_documented_alerts_ask_for_metrics_that_exist(names):
    (group,) = yaml.safe_load(next(block for block in BLOCKS if block.startswith("\ngroups:")))["groups"]
    expressions = [rule["expr"] for rule in group["rules"]]
    assert all(map(asked_for, expressions))
    assert asked_for(" ".join(expressions)) <= names


def test_every_metric_is_described(families):
    described = re.findall(r"^\| `(acquaint_\w+)` \|", DEPLOY_DOC, re.MULTILINE)
    assert {name.removesuffix("_total") for name in described} == set(families)


def test_prometheus_asks_the_listener_of_nginx():
    (job,) = yaml.safe_load(next(block for block in BLOCKS if "scrape_configs:" in block))["scrape_configs"]
    (target,) = job["static_configs"][0]["targets"]
    assert f"listen {target};" in (ROOT / "deploy" / "acquaint.nginx.conf").read_text()


def test_each_panel_has_a_number_a_title_and_a_place_of_its_own():
    for key in ("id", "title"):
        assert len({panel[key] for panel in PANELS}) == len(PANELS)
    cells = [cell for panel in PANELS for cell in covered(**panel["gridPos"])]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)


def covered(x, y, w, h):
    return [(x + column, y + row) for column in range(w) for row in range(h)]
