"""`/metrics`: who may read it, and what it says of mail, jobs, workers, sign-ins and requests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from invitations.models import Invitation
from network.common import jobs
from network.web.metrics import counts
from notifications.models import MailPause, Outbox
from tests.conftest import invite, response_snapshot, work

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a-token-of-the-tests"}


def read() -> dict[tuple[str, ...], float]:
    """The value of each sample by its name and the values of its labels, which Prometheus' own parser finds."""
    response = Client(headers=TOKEN).get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.fixture(autouse=True)
def no_counts():
    counts.requests.clear()


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer a-token-of-the-test", "a-token-of-the-tests", "Bearer è", "Basic x"]
)  # fmt: skip
def test_without_the_token_there_is_no_such_page(header):
    response, unknown = (
        Client(headers={"Authorization": header}).get(path) for path in ("/metrics", "/nothing")
    )
    assert response_snapshot(response)[1] == response_snapshot(unknown)[1].replace("/nothing", "/metrics")
    assert response.status_code == unknown.status_code == 404
    assert Client(headers=TOKEN).get("/metrics").status_code == 200


def test_neither_language_nor_terms_nor_https_redirect_it(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client(headers=TOKEN | {"Accept-Language": "it"}).get("/metrics").status_code == 200
    assert Client(headers=TOKEN).post("/metrics").status_code == 405


def test_emails_by_status(anna, bruno, clock):
    row = {"kind": "invitation", "address": "anna@example.org", "created_at": clock.now()}
    for number, status in enumerate(Outbox.Status.values):
        sent_at = clock.now() if status == "sent" else None
        for copy in range(number):
            Outbox.objects.create(key=f"{status} {copy}", status=status, sent_at=sent_at, **row)
    expected = {status: number for number, status in enumerate(Outbox.Status.values)}
    assert {status: read()["acquaint_outbox_rows", status] for status in expected} == expected
    clock.move(hours=25)
    assert read()["acquaint_outbox_rows", "failed"] == expected["failed"]
    assert read()["acquaint_outbox_rows", "sent"] == read()["acquaint_outbox_rows", "silent"] == 0


def test_how_long_email_is_due_and_whether_it_is_held(anna, bruno, clock):
    invite(anna, bruno)
    assert read()["acquaint_outbox_oldest_due_seconds",] == read()["acquaint_mail_paused",] == 0
    Outbox.objects.update(status="waiting", next_at=clock.now())
    clock.move(minutes=7)
    MailPause.objects.hold()
    assert read()["acquaint_outbox_oldest_due_seconds",] == 7 * 60
    assert read()["acquaint_mail_paused",] == 1


def test_what_waits_for_a_worker(anna, bruno):
    Invitation.objects.send(anna, bruno)
    waiting = read()
    assert waiting["acquaint_due_rows", "deliveries"] == waiting["acquaint_tasks_waiting",] == 1
    work()
    assert read()["acquaint_due_rows", "deliveries"] == 0
    assert {job for name, *labels in read() if name == "acquaint_due_rows" for job in labels} == {
        job.name for job in jobs.all_jobs()
    }


def test_when_a_worker_was_seen(anna, bruno, clock):
    assert ("acquaint_worker_last_seen_timestamp_seconds",) not in read()
    Invitation.objects.send(anna, bruno)
    seen = clock.now() - timedelta(minutes=3)
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=seen)
    assert read()["acquaint_worker_last_seen_timestamp_seconds",] == seen.timestamp()
    assert read()["acquaint_tasks_waiting",] == 0


def test_another_queue_says_neither(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    assert not {"acquaint_tasks_waiting", "acquaint_worker_last_seen_timestamp_seconds"} & {
        n for n, *_ in read()
    }


def test_failed_sign_ins(anna, client):
    before = read()["acquaint_failed_sign_ins_total", "password"]
    client.post("/accounts/login/", {"login": anna.email, "password": "wrong"})
    client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert read()["acquaint_failed_sign_ins_total", "password"] == before + 2


def test_requests_by_route_and_class_of_status(anna, client_for):
    for path in ("/members/anna/", "/members/nobody/", "/members/anna/", "/nowhere/7/", "/i/a-token/"):
        client_for(anna).get(path)
    requests = {tuple(labels): value for (name, *labels), value in read().items() if name.endswith("_count")}
    assert requests == {
        ("members:profile", "2xx"): 2,
        ("members:profile", "4xx"): 1,
        ("-", "4xx"): 1,
        ("invitations:accept_from_email", "4xx"): 1,
    }


def test_an_error_is_counted(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("network.web.checks.running.CHECKS", [lambda: 1 / 0])
    client.get("/readyz")
    assert read()["acquaint_request_seconds_count", "readyz", "5xx"] == 1


def test_without_a_database_the_counts_of_requests_are_left(client, monkeypatch):
    client.get("/healthz")

    def refuse(_rows):
        raise OperationalError("gone")

    monkeypatch.setattr("notifications.models.outbox.OutboxQuerySet.count_by_status", refuse)
    found = read()
    assert found["acquaint_database_up",] == 0
    assert found["acquaint_request_seconds_count", "healthz", "2xx"] == 1
    assert not [name for name, *_ in found if "outbox" in name]


def test_a_request_is_counted_without_a_statement(client):
    with CaptureQueriesContext(connection) as statements:
        client.get("/healthz")
    assert len(statements) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by the size of its tables")
def test_emails_are_counted_in_an_index():
    with CaptureQueriesContext(connection) as statements:
        Outbox.objects.count_by_status()
    with connection.cursor() as cursor:
        for query in statements.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            assert "COVERING INDEX outbox_status" in cursor.fetchone()[3]
