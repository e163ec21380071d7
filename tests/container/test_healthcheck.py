"""bin/healthcheck.py, which the image runs: what it asks, and what it makes of the answer."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bin.ports import free_port
from tests.bin.scripts import load

ANSWERS = {"/healthz": (200, b"ok"), "/readyz": (503, b"No worker.")}


class Site(BaseHTTPRequestHandler):
    hosts: list[str] = []

    def do_GET(self) -> None:
        status, body = ANSWERS[self.path]
        self.hosts.append(self.headers["Host"])
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture
def site(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(Site, "hosts", [])
    monkeypatch.setenv("WEB_BIND", f"0.0.0.0:{server.server_port}")
    monkeypatch.setenv("SITE_URL", "https://bücher.example.org")
    yield Site
    server.shutdown()
    server.server_close()


def test_it_asks_for_the_host_of_the_site(site, capsys):
    assert load("healthcheck").main() == 0
    assert site.hosts == ["xn--bcher-kva.example.org"]
    assert capsys.readouterr().out == "ok\n"


def test_another_path_and_an_answer_that_is_not_200(site, capsys):
    assert load("healthcheck").main("/readyz") == 1
    assert capsys.readouterr().out == "No worker.\n"


def test_a_server_that_is_not_there(site, monkeypatch, capsys):
    monkeypatch.setenv("WEB_BIND", f"0.0.0.0:{free_port()}")
    assert load("healthcheck").main() == 1
    assert "does not answer" in capsys.readouterr().out
