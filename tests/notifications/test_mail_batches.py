"""The outbox is claimed and checked in groups: the number of statements, and what a group must not change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.models import Invitation
from invitations.worker import delivery
from network import clock as product_clock
from notifications import outbox_worker, statements
from notifications.models import MailPause, Outbox
from tests.factories import MemberFactory
from tests.privacy.savepoints import rolled_back
from tests.sink import Sink, running

NUMBER = 20
Status = Outbox.Status


@pytest.fixture
def rows(db):
    """The unsent e-mails of one group."""
    for recipient in MemberFactory.create_batch(NUMBER):
        Invitation.objects.send(MemberFactory(), recipient, "We met in Rome.")
    delivery.deliver_all()
    return list(Outbox.objects.filter(status=Status.WAITING))


@pytest.fixture
def smtp(settings):
    """A function that uses this sink as the mail server."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "notifications.backends.SMTPBackend", "127.0.0.1"

    def send_to(sink):
        with running(sink) as settings.EMAIL_PORT:
            outbox_worker.job.run()
        return sink

    return send_to


def test_an_email_of_a_group_takes_three_statements_at_most(rows, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert outbox_worker.job.run() == len(rows) == NUMBER
    assert len(queries) <= 3 * NUMBER


def test_so_does_one_to_a_non_member(anna, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for number in range(NUMBER):
        Invitation.objects.send_to_address(anna, f"reader{number}@example.net")
    delivery.deliver_all()
    with CaptureQueriesContext(connection) as queries:
        assert outbox_worker.job.run() == NUMBER
    assert len(queries) <= 3 * NUMBER


def test_an_email_that_was_accepted_is_recorded_before_the_next_one_leaves(rows, smtp):
    seen = []

    class Watching(Sink):
        async def handle_MAIL(self, *args):  # noqa: N802
            seen.append(len(self.accepted))
            return await super().handle_MAIL(*args)

    recorded = []
    mark_sent = outbox_worker._mark_sent
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            outbox_worker, "_mark_sent", lambda *args: recorded.append(len(seen)) or mark_sent(*args)
        )
        smtp(Watching())
    assert recorded == [*seen[1:], NUMBER] == list(range(1, NUMBER + 1))


def test_what_was_checked_too_long_ago_is_put_back(rows, smtp, clock, monkeypatch):
    build = outbox_worker.emails.build

    def build_slowly(row):
        clock.move(seconds=16)
        return build(row)

    monkeypatch.setattr(outbox_worker.emails, "build", build_slowly)
    sent = outbox_worker._send_group(
        [row.pk for row in rows],
        outbox_worker.get_connection("django.core.mail.backends.locmem.EmailBackend"),
    )
    assert sent == 2
    left = Outbox.objects.exclude(status=Status.SENT)
    assert {*left.values_list("status", "attempts")} == {(Status.WAITING, 0)}
    assert left.count() == Outbox.objects.due().count() == NUMBER - 2


def test_what_was_claimed_is_put_back_when_the_server_fails(rows, smtp):
    smtp(Sink(MAIL="421 4.3.0 Try later"))
    assert {*Outbox.objects.values_list("status", "attempts")} == {(Status.WAITING, 0)}


def test_after_an_outage_the_first_email_leaves_alone(rows, smtp, settings, clock):
    """The times of all others are drawn anew, so that they do not leave one right after another."""
    MailPause.objects.record_failure("no route to host")
    clock.move(minutes=5)
    settings.MAIL_SPREAD_SECONDS = 90
    sink = smtp(Sink())
    assert len(sink.accepted) < NUMBER / 2
    assert not MailPause.objects.exists()
    clock.move(seconds=timedelta(hours=1).seconds)
    assert len(smtp(Sink()).accepted) == NUMBER - len(sink.accepted)


def test_the_statement_that_records_what_was_sent_does_what_its_twin_does(rows):
    outcomes = []
    for mark_sent in (statements.mark_sent, statements.mark_sent_with_orm):
        with rolled_back():
            mark_sent(rows[0].pk, product_clock.now(), "reader@example.org", "<id@example.org>")
            outcomes.append(list(Outbox.objects.order_by("pk").values()))
    assert outcomes[0] == outcomes[1] != list(Outbox.objects.order_by("pk").values())
