"""Mail that a plain mail server returns (RFC 3464): believed only with a valid tag, and heard as a webhook is."""

from __future__ import annotations

import imaplib
import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from notifications import bounce_address, bounce_reports
from notifications.bounce_address import envelope_sender
from notifications.bounce_reports import RETURN_HEADERS
from notifications.models import Outbox, Suppression
from tests.conftest import invite, mails
from tests.notifications.test_smtp import serve  # noqa: F401
from tests.sink import Sink

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Message-ID: <{id}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x

I could not deliver your message.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {final}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 <{final}> unknown

--x
Content-Type: {returned}

To: {original}
Subject: Hello

--x--
"""


@pytest.fixture(autouse=True)
def bounce_setting(settings):
    settings.BOUNCE_ADDRESS = "bounces@people.example.org"


def report(address="bruno@example.org", **parts) -> bytes:
    """A report about mail that left today to this address."""
    values = {
        "to": envelope_sender(address), "id": "1", "final": address, "action": "failed", "status": "5.1.1",
        "returned": "message/rfc822", "original": address,
    }  # fmt: skip
    return REPORT.format(**values | parts).encode()


def kinds() -> list[str]:
    return list(Suppression.objects.values_list("kind", flat=True))


def test_a_returned_email_stops_mail_to_the_address(anna, bruno):
    assert bounce_reports.handle(report())
    invite(anna, bruno)
    assert Outbox.objects.get(kind="invitation").reason == "address bounces"
    assert not mails(bruno)


def test_the_envelope_sender_returns_what_the_message_says(anna, bruno, serve):  # noqa: F811
    """From the site through SMTP and back; the From that people see is another."""
    senders = []

    class Envelopes(Sink):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            senders.append(address)
            return await super().handle_MAIL(server, session, envelope, address, options)

    with serve(Envelopes()) as sink:
        invite(anna, bruno)
    assert sink.messages[0]["From"] == "Acquaint <hello@localhost>"
    assert senders == [envelope_sender(bruno.email)]
    assert bounce_reports.handle(report(to=senders[0]))
    assert kinds() == ["bounce"]


def test_without_the_setting_the_envelope_has_the_from(anna, settings):
    settings.BOUNCE_ADDRESS = ""
    assert envelope_sender(anna.email) == f"Acquaint <{settings.DEFAULT_FROM_EMAIL}>"


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.0.0", "5.4.4"])
def test_statuses_that_say_there_is_no_such_mailbox(bruno, status):
    assert bounce_reports.handle(report(status=status))
    assert kinds() == ["bounce"]


@pytest.mark.parametrize(
    ("status", "action"),
    [("5.2.2", "failed"), ("4.2.2", "failed"), ("5.7.1", "failed"), ("5.1.8", "failed"), ("", "failed"), ("4.4.1", "delayed"), ("5.1.1", "delivered")],
)  # fmt: skip
def test_other_reports_are_logged_without_the_address(bruno, caplog, status, action):
    assert bounce_reports.handle(report(status=status, action=action))
    assert not kinds()
    assert "bruno@" not in caplog.text
    assert "DSN: deferred" in caplog.text


@pytest.mark.parametrize(
    "parts",
    [
        {"to": "bounces@people.example.org"},
        {"to": "bounces+0-00000000000000000000@people.example.org"},
        {"final": "carla@example.org", "original": "carla@example.org"},
        {"action": ""},
    ],
    ids=["no tag", "guessed tag", "tag of another address", "no action"],
)
def test_a_report_without_a_valid_tag_is_not_believed(bruno, parts):
    assert not bounce_reports.handle(report(**parts))
    assert not kinds()


def test_a_tag_expires(bruno, clock):
    old = report()
    clock.move(days=30)
    assert bounce_reports.handle(old)
    clock.move(days=1)
    assert not bounce_reports.handle(report(to=old.decode().split("To: ")[1].split("\n")[0]))


def test_a_tag_of_tomorrow_is_not_valid(bruno, clock):
    clock.move(days=1)
    tomorrow = report()
    clock.move(days=-1)
    assert not bounce_reports.handle(tomorrow)


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_the_recipient_of_a_forwarding_server_is_found_by_the_returned_email(bruno, returned):
    assert bounce_reports.handle(report(final="elsewhere@example.net", returned=returned))
    assert Suppression.objects.for_address("bruno@example.org").exists()


def test_the_same_report_counts_once_and_not_after_the_lift(anna, bruno):
    for _time in range(2):
        assert bounce_reports.handle(report())
    Suppression.objects.get().lift()
    bounce_reports.handle(report())
    invite(anna, bruno)
    assert mails(bruno)
    bounce_reports.handle(report(id="2"))
    assert len(kinds()) == 2


def test_without_a_message_id_the_bytes_tell_messages_apart(bruno):
    for _time in range(2):
        bounce_reports.handle(report().replace(b"Message-ID: <1@mx.example>\n", b""))
    assert kinds() == ["bounce"]


def test_the_tag_shows_no_number_and_no_address(bruno):
    sender = envelope_sender(bruno.email)
    assert "bruno" not in sender
    assert sender != envelope_sender("carla@example.org")
    assert len(sender.partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\x00", b"To: a\n\nHello", b"Content-Type: multipart/mixed; boundary=x\n\n--x" * 400, b"To: " + b"(" * 400_000],
    ids=["empty", "bytes", "letter", "nested", "parentheses"],
)  # fmt: skip
def test_any_other_message_is_no_report(db, raw):
    assert not bounce_reports.handle(raw)


def report_of_many(tags: list[str], addresses: list[str]) -> bytes:
    """A report about each address, returned to each of the tags."""
    to = "\n".join(f"{name}: {', '.join(tags[n::60])}" for n in range(60) for name in [RETURN_HEADERS[n % 4]])
    groups = "\n".join(
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n" for address in addresses
    )
    return f"{to}\nContent-Type: message/delivery-status\n\n{groups}\n".encode()


@pytest.fixture
def count_calls(monkeypatch):
    """What is read and hashed from now on, by function."""
    calls: dict[str, list] = {}

    def spy(name):
        original, calls[name] = getattr(bounce_address, name), []
        monkeypatch.setattr(
            bounce_address, name, lambda *args: (calls[name].append(args), original(*args))[1]
        )

    for name in ("normalise_address", "_digest"):
        spy(name)
    return calls


def test_a_message_with_many_tags_and_addresses_is_not_read_for_long(bruno, clock, count_calls):
    tags = [envelope_sender(f"x{number}@example.net") for number in range(800)]
    for calls in count_calls.values():
        calls.clear()
    raw = report_of_many(tags, [f"y{number}@example.net" for number in range(100)])
    assert not bounce_reports.handle(raw)
    assert len(count_calls["normalise_address"]) == 20
    assert len(count_calls["_digest"]) == 20


def test_a_few_tags_and_addresses_are_all_compared(bruno):
    tags = [envelope_sender(f"x{number}@example.net") for number in range(4)] + [envelope_sender(bruno.email)]
    addresses = [f"y{number}@example.net" for number in range(19)] + [bruno.email]
    assert bounce_reports.handle(report_of_many(tags, addresses))
    assert Suppression.objects.for_address(bruno.email).exists()


@pytest.fixture
def maildir(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(report())
    (tmp_path / "new" / "2").write_bytes(b"To: hello@people.example.org\n\nHello")
    return tmp_path


def test_a_maildir_is_read_once(bruno, maildir, capsys):
    for _time in range(2):
        call_command("bounces", str(maildir))
    assert capsys.readouterr().out.splitlines() == [
        "2 read, 1 about an e-mail of this site",
        "0 read, 0 about an e-mail of this site",
    ]
    assert sorted(file.name for file in (maildir / "cur").iterdir()) == ["1:2,S", "2:2,S"]
    assert kinds() == ["bounce"]


def stdin(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_one_message_is_read_from_a_pipe(bruno, monkeypatch, capsys):
    stdin(monkeypatch, report())
    call_command("bounces", "-")
    assert kinds() == ["bounce"]


def test_without_a_database_the_mail_server_is_asked_to_try_again(bruno, monkeypatch):
    stdin(monkeypatch, report())
    monkeypatch.setattr(
        bounce_reports.webhooks, "handle_event", lambda *_: (_ for _ in ()).throw(OperationalError)
    )
    with pytest.raises(SystemExit, match="75"):
        call_command("bounces", "-")


class FakeImap:
    """Two unread messages, of which one is a report."""

    def __init__(self, host, port, timeout):
        self.calls = [(host, port)]
        FakeImap.last = self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def login(self, *values):
        self.calls.append(values)

    def select(self, folder):
        self.calls.append(folder)

    def search(self, *_):
        return "OK", [b"1 2"]

    def fetch(self, number, _what):
        return "OK", [(b"head", report()), b")"] if number == "1" else [b")"]

    def store(self, *values):
        self.calls.append(values)


def test_a_folder_of_an_imap_server_is_read(bruno, monkeypatch, settings, capsys):
    settings.BOUNCE_PASSWORD = "secret"
    monkeypatch.setattr(imaplib, "IMAP4_SSL", FakeImap)
    call_command("bounces", "imaps://people%40example.org@mail.example.org/Returned")
    assert FakeImap.last.calls == [
        ("mail.example.org", 993), ("people@example.org", "secret"), '"Returned"',
        ("1", "+FLAGS", r"\Seen"), ("2", "+FLAGS", r"\Seen"),
    ]  # fmt: skip
    assert capsys.readouterr().out == "2 read, 1 about an e-mail of this site\n"


@pytest.mark.parametrize("source", ["/nowhere", "imaps:///INBOX", "imaps://user:secret@host/INBOX"])
def test_another_source_is_refused_in_one_sentence(db, source):
    with pytest.raises(CommandError) as error:
        call_command("bounces", source)
    assert "secret" not in str(error.value)


def test_the_command_needs_the_setting(settings):
    settings.BOUNCE_ADDRESS = ""
    with pytest.raises(CommandError, match="BOUNCE_ADDRESS"):
        call_command("bounces", "-")
