"""The whole deployment: Prometheus reads /metrics at the listener of this machine, and nobody from outside."""

from __future__ import annotations

import os
import signal
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.stack.processes import wait_until
from tests.stack.test_story import ANNA, BRUNO, join

pytestmark = pytest.mark.long


def read(services) -> dict[tuple[str, ...], float]:
    token = {"Authorization": f"Bearer {services.settings['METRICS_TOKEN']}"}
    with urlopen(Request(f"http://127.0.0.1:{services.metrics_port}/metrics", headers=token)) as response:
        families = text_string_to_metric_families(response.read().decode())
        return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def status_from_outside(services, path: str) -> int:
    browser = services.browser()
    browser.opener.addheaders = [("Authorization", f"Bearer {services.settings['METRICS_TOKEN']}")]
    return browser.status(path)


def test_metrics_of_a_running_site(services):
    anna = join(services, "Anna Ricci", ANNA)
    join(services, "Bruno Verdi", BRUNO)
    anna.submit("/members/bruno-verdi/invite/", note="We met in Modena.")
    services.sink.wait(BRUNO, "We met in Modena.")
    paths = ("/metrics", "//metrics", "/%6detrics", "/metrics/", "/metrics?a", "/x/../metrics")
    assert {path: status_from_outside(services, path) for path in paths} == dict.fromkeys(paths, 404)
    wait_until(lambda: read(services)["acquaint_outbox_rows", "sent"] >= 3, "e-mails that were sent")
    found = read(services)
    assert found["acquaint_database_up",] == 1
    assert found["acquaint_worker_last_seen_timestamp_seconds",] > 0
    counts_outlive_the_processes(services, found["acquaint_request_seconds_count", "invitations:send", "3xx"])


def counts_outlive_the_processes(services, invitations):
    """One invitation was sent; gunicorn then replaces both processes."""
    assert invitations == 1
    for pid in services.by_name["web"].children():
        os.kill(pid, signal.SIGTERM)
    wait_until(services.is_ready, "new web processes")
    assert read(services)["acquaint_request_seconds_count", "invitations:send", "3xx"] == 1
