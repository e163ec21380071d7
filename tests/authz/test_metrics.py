"""`/metrics` after every URL was asked for: its labels are words of the code, and nothing of anybody is in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from network.common import jobs
from network.members.models import Member
from network.web.metrics import counts
from network.web.metrics.middleware import NO_ROUTE
from notifications.models import Outbox
from tests.authz.table import FORM, METHODS, TABLE, paths
from tests.privacy.savepoints import rolled_back

TOKEN = {"Authorization": "Bearer a-token-of-the-tests"}
ROUTES = {url.name for url in TABLE if not url.name.startswith("/")}
LABELS = {
    "route": ROUTES | {NO_ROUTE},
    "status": {"2xx", "3xx", "4xx", "5xx", *Outbox.Status.values},
    "job": {job.name for job in jobs.all_jobs()},
    "step": {"password", "code"},
    "le": {*map(str, [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]), "+Inf"},
}


@pytest.fixture
def output(client_for, people, invitation):
    """What Prometheus reads after three people have asked for everything, and for paths that lead nowhere."""
    counts.requests.clear()
    addresses = paths(invitation, people["recipient"])
    for role in ("anonymous", "recipient", "staff"):
        browser = client_for(people[role])
        for path in (*addresses.values(), "/bruno/", "/members/7/anna", "/i/a-token/7/", "/%C3%A8?anna"):
            for method in METHODS:
                with rolled_back():
                    getattr(browser, method.lower())(path, FORM if method == "POST" else {})
    return Client(headers=TOKEN).get("/metrics").content.decode()


def test_labels_are_words_of_the_code_and_nothing_of_anybody(output, invitation, people):
    samples = [sample for family in text_string_to_metric_families(output) for sample in family.samples]
    assert {
        pair for s in samples for pair in s.labels.items() if pair[1] not in LABELS.get(pair[0], ())
    } == set()
    assert len({s.labels["route"] for s in samples if "route" in s.labels}) > 80
    assert "4xx" in {s.labels["status"] for s in samples if s.labels.get("route") == NO_ROUTE}
    personal = {value.lower() for value in personal_words(invitation)}
    assert personal & {word.lower() for word in re.findall(r"[\w.@-]+", output)} == set()


def personal_words(invitation):
    """Names, addresses and ids of everybody, and what the visitors have asked for."""
    words = {invitation.public_id, *invitation.note.split(), "a-token", "somebody", "new.comer"}
    for member in Member.objects.all():
        words |= {member.short_name, member.handle, member.email, *member.name.split()}
    return words - {"", "in"}
