"""For every response of a mail server, or none, no e-mail is lost and rows do not affect each other."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPNotSupportedError
from types import SimpleNamespace

import pytest
from anymail.exceptions import AnymailInvalidAddress
from django.core.mail import EmailMessage

from notifications import outbox_worker
from notifications.backends import SMTPBackend
from notifications.delivery_errors import Verdict, classify
from notifications.models import Outbox
from tests.conftest import invite, tick, work
from tests.sink import Sink, reject_authentication, running

SHORT_TIMEOUT = 0.3
MINUTES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440, 1440]
TEMPORARY = {
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
FULL = ["552 5.2.2 Over quota", "552 Mailbox full", "550 5.2.2 Mailbox full", "452 4.2.2 Mailbox full"]
PERMANENT = {
    "552 for the size": {"DATA": "552 5.3.4 Message too big"},
    "552 for the content": {"DATA": "552 5.2.3 Too long"},
    "550 at RCPT": {"RCPT": "550 5.1.1 No such user here"},
    "553 at RCPT": {"RCPT": "553 Mailbox name not allowed"},
    "554 at DATA": {"DATA": "554 Transaction failed"},
}


@pytest.fixture
def serve(settings):
    """Send to a sink: `with serve(Sink(RCPT="550 No")) as sink: work()`."""
    settings.EMAIL_BACKEND = "notifications.backends.SMTPBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    @contextmanager
    def served(sink, timeout=20, **options):
        with running(sink, **options) as settings.EMAIL_PORT:
            settings.EMAIL_TIMEOUT = timeout
            yield sink

    return served


def create_notices(number: int) -> list[str]:
    """Create notices to distinct addresses; return the addresses."""
    addresses = [f"reader{n}@example.org" for n in range(number)]
    Outbox.objects.bulk_create(
        Outbox(key=f"lifted:{n}", kind="lifted", address=address, language="en")
        for n, address in enumerate(addresses)
    )
    return addresses


def assert_all_sent(serve, clock, expected: list[str]) -> None:
    """An hour later, a working server gets each e-mail once."""
    clock.move(hours=1)
    with serve(Sink()) as sink:
        tick()
    assert sink.recipients == sorted(expected)
    assert set(Outbox.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.parametrize("responses", TEMPORARY.values(), ids=TEMPORARY)
def test_temporary_errors_postpone_the_rows(db, serve, clock, responses):
    addresses = create_notices(3)
    with serve(Sink(**responses)) as sink:
        work()
    assert not sink.accepted
    assert set(Outbox.objects.values_list("status", flat=True)) == {"waiting"}
    assert Outbox.objects.exclude(details="").first().details == next(iter(responses.values()))
    assert_all_sent(serve, clock, addresses)


@pytest.mark.parametrize("answer", FULL)
def test_a_full_mailbox_is_tried_again(db, serve, clock, answer):
    addresses = create_notices(2)
    with serve(Sink(only="reader1", RCPT=answer)) as sink:
        work()
    assert sink.recipients == [addresses[0]]
    assert Outbox.objects.get(address=addresses[1]).status == "waiting"
    clock.move(hours=1)
    with serve(Sink()) as sink:
        tick()
    assert sink.recipients == [addresses[1]]


@pytest.mark.parametrize("responses", PERMANENT.values(), ids=PERMANENT)
def test_permanent_errors_fail_one_row_immediately(db, serve, responses):
    addresses = create_notices(3)
    with serve(Sink(only="reader1", **responses)) as sink:
        work()
    assert sink.recipients == [addresses[0], addresses[2]]
    row = Outbox.objects.get(address=addresses[1])
    assert (row.status, row.details, row.attempts) == ("failed", next(iter(responses.values())), 1)


@pytest.mark.parametrize("options", [{"cut": True}, {"hold": True}], ids=["cut in DATA", "too slow in DATA"])
def test_an_interrupted_transfer_is_retried(db, serve, clock, options):
    addresses = create_notices(2)
    with serve(Sink(**options), timeout=SHORT_TIMEOUT):
        work()
    assert {row.attempts for row in Outbox.objects.filter(status="waiting")} == {1}
    assert_all_sent(serve, clock, addresses)


def test_a_rejected_password_postpones_the_rows(db, serve, clock, settings):
    addresses = create_notices(3)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "acquaint"
    authentication = {"authenticator": reject_authentication, "auth_require_tls": False}
    with serve(Sink(), **authentication) as sink:
        work()
    assert not sink.accepted
    assert Outbox.objects.exclude(details="").first().details.startswith("535 5.7.8")
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert_all_sent(serve, clock, addresses)


@contextmanager
def silent_server():
    """A port that accepts connections and never sends anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def closed_port():
    """A port that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("server", [silent_server, closed_port])
def test_an_unavailable_server_is_tried_once_and_no_row_pays_for_it(db, serve, clock, settings, server):
    addresses = create_notices(3)
    settings.EMAIL_TIMEOUT = SHORT_TIMEOUT
    with server() as settings.EMAIL_PORT:
        work()
    assert set(Outbox.objects.values_list("attempts", "status")) == {(0, "waiting")}
    assert not Outbox.objects.due().exists()
    assert_all_sent(serve, clock, addresses)


def retry_delays(row: Outbox, clock, attempts: int) -> list[float]:
    """Return the minutes between attempts, as long as the row is postponed."""
    delays = []
    for _ in range(attempts):
        outbox_worker.job.run()
        row.refresh_from_db()
        if row.next_at is None:
            break
        delays.append((row.next_at - clock.now()) / timedelta(minutes=1))
        clock.instant = row.next_at
    return delays


def test_retries_end_after_five_days(db, serve, clock):
    create_notices(1)
    row = Outbox.objects.get()
    with serve(Sink(RCPT="452 4.2.2 Mailbox full")):
        assert retry_delays(row, clock, 20) == MINUTES
    assert (row.status, row.attempts) == ("failed", Outbox.MAX_ATTEMPTS)
    assert timedelta(days=5) < timedelta(minutes=sum(MINUTES)) < timedelta(days=6)


def test_an_interrupted_row_is_retried_soon_and_given_up_by_its_age(db, serve, clock):
    create_notices(1)
    row = Outbox.objects.get()
    with serve(Sink(cut=True)):
        delays = retry_delays(row, clock, 20)
        assert delays == [1, 2, *[4] * 18]
        clock.move(days=5)
        outbox_worker.job.run()
    row.refresh_from_db()
    assert row.status == "failed"


def test_invalid_rows_fail_and_others_are_sent(anna, carla, serve):
    separators = ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
    invalid = [f"invalid{n}{separator}@example.org" for n, separator in enumerate(separators)]
    rows = [Outbox(key=ascii(to), kind="lifted", address=to, language="en") for to in invalid]
    rows.append(Outbox(key="nothing to say", kind="join", address="x@example.org", language="en"))
    valid = create_notices(6)
    Outbox.objects.bulk_create(rows)
    with serve(Sink()) as sink:
        invite(anna, carla)
        work()
    assert sink.recipients == sorted([*valid, carla.email])
    assert Outbox.objects.filter(status="failed", attempts=1).count() == 12


def test_one_connection_is_used_for_a_batch(db, serve):
    create_notices(20)
    with serve(Sink()) as sink:
        work()
    assert (sink.connections, len(sink.accepted)) == (1, 20)


def test_the_message_id_is_that_of_the_row(db, serve):
    create_notices(2)
    with serve(Sink()) as sink:
        work()
    assert sorted(sink.accepted) == sorted(Outbox.objects.values_list("address", "message_id"))


def test_neither_log_nor_reason_contains_the_address(db, serve, caplog):
    create_notices(1)
    with serve(Sink(RCPT="550 5.1.1 <reader0@example.org>: no such user")):
        work()
    assert Outbox.objects.get().details == "550 5.1.1 … no such user"
    assert "@example.org" not in caplog.messages[-1]


def test_an_address_that_a_provider_cannot_read_is_never_tried_again():
    assert classify(AnymailInvalidAddress("no address")) == Verdict.PERMANENT


def test_an_error_of_smtp_without_an_answer_is_temporary():
    assert classify(SMTPNotSupportedError("SMTPUTF8 not supported by server")) == Verdict.TEMPORARY


def test_a_message_that_is_none_of_ours_is_sent_as_django_sends_it():
    backend, sent = SMTPBackend(), []
    backend.connection = SimpleNamespace(sendmail=lambda *parts: sent.append(parts[:2]))
    backend._send(EmailMessage("Hello", "Text", "a@example.org", ["Bruno <b@example.org>"]))
    assert sent == [("a@example.org", ["Bruno <b@example.org>"])]
