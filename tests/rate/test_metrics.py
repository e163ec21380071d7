"""`/metrics` of four web workers counts the requests of all, and those of workers that have ended."""

from __future__ import annotations

import os
import signal
from collections import Counter

from prometheus_client.parser import text_string_to_metric_families

from tests.rate.server import WORKERS, count_statuses, four_workers

REQUESTS = 40
TOKEN = {"Authorization": "Bearer a-token-of-the-tests"}


def test_counts_are_those_of_all_workers_and_outlive_them(environment, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    with four_workers(environment | {"TMPDIR": str(folder)}) as server:
        for turn in (1, 2):
            assert count_statuses(lambda _number: server.get("/healthz"), range(REQUESTS)) == {200: REQUESTS}
            assert [requests(server)["healthz"] for _ in range(WORKERS)] == [turn * REQUESTS] * WORKERS
            for pid in server.workers():
                os.kill(pid, signal.SIGKILL)
        server.get("/healthz")
        assert numbers(folder) <= {*map(str, range(WORKERS)), "parent"}
    assert list(folder.iterdir()) == []


def requests(server):
    """How many requests each route got so far."""
    families = text_string_to_metric_families(server.get("/metrics", **TOKEN).text)
    counts = Counter()
    for sample in (sample for family in families for sample in family.samples):
        if sample.name == "acquaint_request_seconds_count":
            counts[sample.labels["route"]] += int(sample.value)
    return counts


def numbers(folder):
    """Of the processes that have written files."""
    return {file.stem.rpartition("_")[2] for file in folder.glob("acquaint-metrics-*/*.db")}
