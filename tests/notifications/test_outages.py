"""While the mail server fails, all mail waits and nothing is lost; the first e-mail that leaves wakes the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from network.common import jobs
from network.members.models import AccountRequest
from notifications.models import MailPause, Outbox
from tests.conftest import tick
from tests.factories import MemberFactory
from tests.notifications.test_smtp import closed_port, create_notices, serve  # noqa: F401
from tests.sink import Sink

MINUTE = timedelta(minutes=1)


def minutes_of_outage(clock, minutes: int) -> list[int]:
    """Tick every minute; return the minutes at which the server was tried."""
    tried, failures = [], 0
    for minute in range(minutes):
        tick()
        outage = MailPause.objects.get()
        tried += [minute] * (outage.failures > failures)
        failures = outage.failures
        clock.move(minutes=1)
    return tried


def test_the_server_is_tried_after_one_minute_then_two_then_four(db, clock, serve, settings):  # noqa: F811
    create_notices(50)
    with closed_port() as settings.EMAIL_PORT:
        assert minutes_of_outage(clock, 16) == [0, 1, 3, 7, 11, 15]


def test_after_a_day_everything_leaves_within_five_minutes_once(db, clock, serve, settings, anna):  # noqa: F811
    addresses = create_notices(30)
    with closed_port() as settings.EMAIL_PORT:
        for _hour in range(24):
            tick()
            clock.move(hours=1)
        AccountRequest.objects.request_password_reset(anna.email)
        tick()
    with serve(Sink()) as sink:
        for _minute in range(5):
            clock.move(minutes=1)
            tick()
    assert sink.recipients == sorted([*addresses, anna.email])
    assert set(Outbox.objects.values_list("attempts", "status")) == {(1, "sent")}
    assert not MailPause.objects.exists()


def test_rows_that_had_failed_before_are_woken_too(db, clock, serve, settings):  # noqa: F811
    addresses = create_notices(2)
    Outbox.objects.filter(address=addresses[0]).update(attempts=10, next_at=clock.now() + timedelta(hours=17))
    with closed_port() as settings.EMAIL_PORT:
        tick()
    clock.move(minutes=1)
    with serve(Sink()) as sink:
        tick()
    assert sink.recipients == addresses


def test_a_row_whose_time_has_not_come_is_not_woken(db, clock, serve, settings):  # noqa: F811
    later, now = create_notices(2)
    Outbox.objects.filter(address=later).update(next_at=clock.now() + timedelta(hours=1))
    with closed_port() as settings.EMAIL_PORT:
        tick()
    clock.move(minutes=1)
    with serve(Sink()) as sink:
        tick()
    assert sink.recipients == [now]


def test_new_mail_does_not_make_the_server_be_tried_earlier(db, clock, serve, settings, anna):  # noqa: F811
    create_notices(1)
    with closed_port() as settings.EMAIL_PORT:
        tick()
        AccountRequest.objects.request_password_reset(anna.email)
        tick()
    assert MailPause.objects.get().failures == 1


def test_simultaneous_failures_count_once(db, clock):
    for _worker in range(3):
        MailPause.objects.record_failure("no route to host")
    assert (MailPause.objects.get().failures, MailPause.objects.get().next_at) == (1, clock.now() + MINUTE)


def test_account_mail_is_never_postponed_by_more_than_a_quarter_of_an_hour(db, anna, clock, serve):  # noqa: F811
    AccountRequest.objects.request_password_reset(anna.email)
    with serve(Sink(RCPT="451 4.3.0 Local error")):
        for _attempt in range(20):
            tick()
            row = Outbox.objects.get()
            assert row.next_at - clock.now() <= timedelta(minutes=15)
            clock.instant = row.next_at
    assert (row.attempts, row.status) == (20, "waiting")


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_readyz_says_for_how_long_mail_has_not_left(db, client, clock, serve, settings, minutes, status):  # noqa: F811
    create_notices(1)
    with closed_port() as settings.EMAIL_PORT:
        minutes_of_outage(clock, minutes)
    response = client.get("/readyz")
    assert response.status_code == status
    expected = "E-mail has not left for 6 minutes. The mail server: ConnectionRefusedError: "
    assert response.content.decode().startswith(expected if status == 503 else "ok")


def test_an_outage_is_no_missing_worker_and_a_missing_worker_is_seen_during_one(db, clock, serve, settings):  # noqa: F811
    create_notices(1)
    with closed_port() as settings.EMAIL_PORT:
        minutes_of_outage(clock, 60)
    assert not jobs.queue_is_stalled()
    clock.move(minutes=10)
    assert jobs.queue_is_stalled()


def test_staff_alone_see_that_mail_does_not_leave(anna, client_for, clock):
    MailPause.objects.record_failure("451 4.3.0 Local error")
    clock.move(minutes=7)
    staff = MemberFactory(is_staff=True, is_superuser=True)
    notice = "E-mail has not left for 7 minutes. The mail server: 451 4.3.0 Local error"
    assert notice in client_for(staff).get("/members/").content.decode()
    assert notice in client_for(staff).get("/admin/notifications/outbox/").content.decode()
    assert "has not left" not in client_for(anna).get("/members/").content.decode()


def let_pass(clock, minutes: int) -> None:
    for _minute in range(minutes):
        tick()
        clock.move(minutes=1)


def test_a_server_that_puts_every_e_mail_off_is_an_outage(db, client, clock, serve):  # noqa: F811
    addresses = create_notices(6)
    with serve(Sink(RCPT="451 4.3.0 Local error")):
        let_pass(clock, 15)
        assert not MailPause.objects.exists()
        let_pass(clock, 25)
    assert client.get("/readyz").status_code == 503
    assert "451 4.3.0 Local error" in client.get("/readyz").content.decode()
    with serve(Sink()) as sink:
        let_pass(clock, 70)
    assert sink.recipients == sorted(addresses)
    assert not MailPause.objects.exists()


def test_a_few_e_mails_that_are_put_off_are_no_outage(db, clock, serve):  # noqa: F811
    create_notices(4)
    with serve(Sink(RCPT="451 4.3.0 Local error")):
        let_pass(clock, 40)
    assert not MailPause.objects.exists()


def test_e_mails_that_are_put_off_are_no_outage_while_another_leaves(db, clock, serve):  # noqa: F811
    create_notices(6)
    Outbox.objects.filter(pk=Outbox.objects.first().pk).update(
        status="sent", sent_at=clock.now() + timedelta(minutes=30)
    )
    with serve(Sink(RCPT="451 4.3.0 Local error")):
        let_pass(clock, 40)
    assert not MailPause.objects.exists()
