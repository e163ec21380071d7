"""Errors are sent to the Sentry of SENTRY_DSN: a server on this machine receives whole envelopes, and no value is in them."""

from __future__ import annotations

import json
import logging
import logging.config
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from network.common import error_reports
from network.common import logging as product_logging
from tests.conftest import invite

NOTE, TOKEN, COOKIE = "We met in Modena, at Zeno's.", "a-secret-t0ken-of-43-characters-or-something", "c00kie"
SECRETS = (
    "Ricci", "Verdi", "anna@", "bruno@", "Modena", "Zeno", "example.org", TOKEN, COOKIE, "b3arer", "127.0.0.1",
    "Firefox", "csrf", "session", "SELECT",
)  # fmt: skip


class Sink(HTTPServer):
    """A Sentry that keeps what it is sent, as text."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.envelopes: list[str] = []
        self.dsn = f"http://0123456789abcdef@localhost:{self.server_port}/7"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Encoding"] == "br"
        self.server.envelopes.append(f"{self.headers}{brotli.decompress(body).decode()}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Write nothing."""


@pytest.fixture
def sink():
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    yield sink
    sink.shutdown()
    sink.server_close()


@pytest.fixture
def reports(sink):
    """A function that returns the envelopes so far. Its handler is made as `logging.config` makes it."""
    config = product_logging.configuration("json", "INFO", {"dsn": sink.dsn, "site": "people.test"})
    handler = logging.config.DictConfigurator(config).configure_handler(config["handlers"]["reports"])
    assert config["root"]["handlers"] == ["stderr", "reports"]
    logging.getLogger().addHandler(handler)

    def sent() -> list[str]:
        handler.client.flush(5)
        return sink.envelopes

    yield sent
    logging.getLogger().removeHandler(handler)
    handler.close()


def event_of(envelope: str) -> dict:
    """The event is the last line of an envelope."""
    return json.loads(envelope.splitlines()[-1])


def fail(reception, *texts, **details):
    words = f"{reception.invitation.sender} {reception.invitation.note} {texts} {details}"
    try:
        raise ValueError(words)
    except ValueError as error:
        raise RuntimeError(f"{reception.invitation.sender.email} {reception.invitation.note}") from error


@pytest.fixture
def failing_reply(anna, bruno, client_for, monkeypatch):
    """Bruno replies to Anna, and the server fails with what it knows in the text of the exception, its cause and variables."""
    url = f"/invitations/{invite(anna, bruno, NOTE).public_id}/reply/"
    monkeypatch.setattr("invitations.models.Reception.reply", fail)
    browser = client_for(bruno)
    browser.raise_request_exception, browser.cookies["other"] = False, COOKIE
    headers = {"Authorization": "Bearer b3arer", "User-Agent": "Firefox", "Referer": f"http://x/i/{TOKEN}/"}
    return lambda: browser.post(f"{url}?token={TOKEN}", {"message": NOTE}, headers=headers)


def test_a_report_says_where_and_nothing_of_whom(reports, failing_reply):
    assert failing_reply().status_code == 500
    (envelope,) = reports()
    assert [secret for secret in SECRETS if secret in envelope] == []
    event = event_of(envelope)
    assert (event["transaction"], event["tags"], event["level"]) == (
        "invitations:reply", {"status": 500}, "error"
    )  # fmt: skip
    assert [exception["type"] for exception in event["exception"]["values"]] == ["ValueError", "RuntimeError"]
    frame = event["exception"]["values"][1]["stacktrace"]["frames"][-1]
    assert (frame["function"], frame["context_line"].strip()) == (
        "fail",
        frame["context_line"].strip(),
    )
    assert "vars" not in frame


def test_a_report_has_no_other_fields(reports, failing_reply):
    failing_reply()
    event = event_of(reports()[0])
    assert event.keys() <= set(error_reports.EVENT)
    exception = event["exception"]["values"][0]
    assert exception.keys() == {"type", "module", "stacktrace"}
    assert set(exception["stacktrace"]["frames"][0]) <= set(error_reports.FRAME)


def test_the_values_of_a_line_stay_here(reports):
    log = logging.getLogger("notifications.outbox_worker")
    log.error("Row %s of %s failed.", 7, "anna@example.org")
    log.error("Row of anna@example.org failed.")
    log.error(ValueError("%s of anna@example.org"), 7)
    messages = [event_of(envelope)["logentry"]["message"] for envelope in reports()]
    assert messages[0] == "Row %s of %s failed."
    assert all(message.startswith("test_error_reports.test_the_values_of") for message in messages[1:])


def test_warnings_and_refused_requests_are_not_reported(reports, client, settings):
    settings.ALLOWED_HOSTS = ["people.test"]
    assert client.get("/healthz/", headers={"Host": "anna.example.org"}).status_code == 400
    logging.getLogger("network").warning("Late.")
    assert reports() == []


def test_an_error_is_reported_once_more_after_a_report_failed(reports, monkeypatch, caplog):
    log = logging.getLogger("network")
    with monkeypatch.context() as patch:
        patch.setattr(error_reports, "describe", lambda *_: 1 / 0)
        log.error("First.")
    assert "An error could not be reported: ZeroDivisionError" in caplog.text
    log.error("Second.")
    assert len(reports()) == 1


def test_a_sentry_that_does_not_answer_stops_nothing(client, monkeypatch):
    handler = error_reports.Handler("http://0123456789abcdef@localhost:9/7", "people.test")
    handler.emit(logging.LogRecord("network", logging.ERROR, "x.py", 1, "Text.", (), None))
    handler.close()


def test_a_command_sends_its_reports_before_it_ends(sink, tmp_path):
    program = "import django, logging; django.setup(); logging.getLogger('network').error('%s rows', 7)"
    settings = {
        "DATA_DIR": str(tmp_path),
        "SENTRY_DSN": sink.dsn,
        "DJANGO_SETTINGS_MODULE": "network.settings",
    }
    subprocess.run([sys.executable, "-c", program], env=settings, check=True, capture_output=True)
    assert [event_of(envelope)["logentry"]["message"] for envelope in sink.envelopes] == ["%s rows"]


def test_the_scrubber_of_the_log_reads_each_text():
    event = {
        "logentry": {"message": "GET /i/a-token/?q=x"},
        "tags": {"x": ["anna@example.org", 7]},
        "user": "anna",
    }
    assert error_reports._only_allowed(event, None) == {
        "logentry": {"message": "GET /i/…/?…"},
        "tags": {"x": ["…@example.org", 7]},
    }
