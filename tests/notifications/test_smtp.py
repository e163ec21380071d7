"""P-SMTP: whatever a mail server says, or does not say, nothing is lost and each row stands for itself."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest

from notifications import outbox_worker
from notifications.models import Outbox
from tests.conftest import invite, tick, work
from tests.sink import Sink, nobody_may_enter, running

SHORT = 0.3
MINUTES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440, 1440]
PUT_OFF = {
    "451 at RCPT": {"RCPT": "451 4.7.1 Greylisted, try again"},
    "452 at RCPT": {"RCPT": "452 4.2.2 Mailbox full"},
    "421 at RCPT": {"RCPT": "421 4.7.0 Too many connections"},
    "451 at DATA": {"DATA": "451 4.3.0 Local error"},
    "452 at MAIL": {"MAIL": "452 4.3.1 Out of disk"},
    "550 at MAIL": {"MAIL": "550 5.1.8 Sender unknown"},
    "530 at MAIL": {"MAIL": "530 5.7.0 Authentication required"},
    "530 at RCPT": {"RCPT": "530 5.7.0 Must issue a STARTTLS command first"},
    "550 for relaying": {"RCPT": "550 5.7.1 Relaying denied"},
    "550 for DMARC": {"DATA": "550 5.7.26 Unauthenticated e-mail is not accepted"},
}
FOR_GOOD = {
    "550 at RCPT": {"RCPT": "550 5.1.1 No such user here"},
    "553 at RCPT": {"RCPT": "553 Mailbox name not allowed"},
    "554 at DATA": {"DATA": "554 Transaction failed"},
}


@pytest.fixture
def through(settings):
    """Send through a sink: `with through(Sink(RCPT="550 No")) as sink: work()`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    @contextmanager
    def served(sink, timeout=20, **options):
        with running(sink, **options) as settings.EMAIL_PORT:
            settings.EMAIL_TIMEOUT = timeout
            yield sink

    return served


def letters(number: int) -> list[str]:
    """So many notices, each to an address of its own."""
    to = [f"reader{n}@example.org" for n in range(number)]
    Outbox.objects.bulk_create(
        Outbox(key=f"lifted:{n}", kind="lifted", address=each, language="en") for n, each in enumerate(to)
    )
    return to


def all_arrive(through, clock, expected: list[str]) -> None:
    """From a server in good health, an hour later, each once."""
    clock.move(hours=1)
    with through(Sink()) as sink:
        tick()
    assert sink.recipients == sorted(expected)
    assert set(Outbox.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.parametrize("answers", PUT_OFF.values(), ids=PUT_OFF)
def test_what_may_pass_is_put_off(db, through, clock, answers):
    to = letters(3)
    with through(Sink(**answers)) as sink:
        work()
    assert not sink.accepted
    assert set(Outbox.objects.values_list("status", flat=True)) == {"waiting"}
    assert Outbox.objects.first().details == next(iter(answers.values()))
    all_arrive(through, clock, to)


@pytest.mark.parametrize("answers", FOR_GOOD.values(), ids=FOR_GOOD)
def test_what_is_refused_for_good_fails_at_once_and_alone(db, through, answers):
    to = letters(3)
    with through(Sink(only="reader1", **answers)) as sink:
        work()
    assert sink.recipients == [to[0], to[2]]
    row = Outbox.objects.get(address=to[1])
    assert (row.status, row.details, row.attempts) == ("failed", next(iter(answers.values())), 1)


@pytest.mark.parametrize("sink", [{"cut": True}, {"hold": True}], ids=["cut in DATA", "too slow in DATA"])
def test_a_server_that_leaves_off_gets_it_again(db, through, clock, sink):
    to = letters(2)
    with through(Sink(**sink), timeout=SHORT):
        work()
    assert {row.attempts for row in Outbox.objects.filter(status="waiting")} == {1}
    all_arrive(through, clock, to)


def test_a_password_that_is_not_accepted_fails_nothing(db, through, clock, settings):
    to = letters(3)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "acquaint"
    doorman = {"authenticator": nobody_may_enter, "auth_require_tls": False}
    with through(Sink(), **doorman) as sink:
        work()
    assert not sink.accepted
    assert Outbox.objects.first().details.startswith("535 5.7.8")
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    all_arrive(through, clock, to)


@contextmanager
def mute():
    """Listens, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def shut():
    """A port at which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("nobody", [mute, shut])
def test_while_there_is_no_server_one_row_asks_and_the_others_pause(db, through, clock, settings, nobody):
    to = letters(3)
    settings.EMAIL_TIMEOUT = SHORT
    with nobody() as settings.EMAIL_PORT:
        work()
    assert list(Outbox.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]
    assert {row.next_at for row in Outbox.objects.all()} == {clock.now() + Outbox.SERVER_RETRY_AFTER}
    all_arrive(through, clock, to)


def delays_of(row: Outbox, clock, tries: int) -> list[float]:
    """Minutes between the tries, as long as the row is put off."""
    found = []
    for _ in range(tries):
        outbox_worker.job.run()
        row.refresh_from_db()
        if row.next_at is None:
            break
        found.append((row.next_at - clock.now()) / timedelta(minutes=1))
        clock.instant = row.next_at
    return found


def test_from_one_minute_to_a_day_and_after_five_days_no_more(db, through, clock):
    letters(1)
    row = Outbox.objects.get()
    with through(Sink(RCPT="452 4.2.2 Mailbox full")):
        assert delays_of(row, clock, 20) == MINUTES
    assert (row.status, row.attempts) == ("failed", Outbox.MAX_ATTEMPTS)
    assert timedelta(days=5) < timedelta(minutes=sum(MINUTES)) < timedelta(days=6)


def test_a_server_that_is_away_is_waited_for_as_long_as_it_takes(db, through, clock, settings):
    letters(1)
    row = Outbox.objects.get()
    with shut() as settings.EMAIL_PORT:
        assert delays_of(row, clock, 20) == [*MINUTES, *[1440] * 5]
    assert row.status == "waiting"


def test_twelve_poison_rows_fail_alone(anna, carla, through):
    separators = ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
    evil = [f"evil{n}{separator}@example.org" for n, separator in enumerate(separators)]
    rows = [Outbox(key=ascii(to), kind="lifted", address=to, language="en") for to in evil]
    rows.append(Outbox(key="nothing to say", kind="join", address="x@example.org", language="en"))
    good = letters(6)
    Outbox.objects.bulk_create(rows)
    with through(Sink()) as sink:
        invite(anna, carla)
        work()
    assert sink.recipients == sorted([*good, carla.email])
    assert Outbox.objects.filter(status="failed", attempts=1).count() == 12


def test_one_connection_carries_a_batch(db, through):
    letters(20)
    with through(Sink()) as sink:
        work()
    assert (sink.connections, len(sink.accepted)) == (1, 20)


def test_the_message_id_is_the_row_s_own(db, through):
    letters(2)
    with through(Sink()) as sink:
        work()
    assert sorted(sink.accepted) == sorted(Outbox.objects.values_list("address", "message_id"))


def test_neither_the_log_nor_the_reason_names_the_address(db, through, caplog):
    letters(1)
    with through(Sink(RCPT="550 5.1.1 <reader0@example.org>: no such user")):
        work()
    assert Outbox.objects.get().details == "550 5.1.1 … no such user"
    assert "@example.org" not in caplog.messages[-1]
