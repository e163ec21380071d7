"""deploy/acquaint.nginx.conf in a real nginx, in front of a small server: syntax, limits by network, files, headers, slow clients."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from bin.ports import free_port
from network.common.middleware import SECURITY_HEADERS
from network.web.body_limits import BODY_LIMIT, LARGER_FOR_MEMBERS, UPLOAD_LIMIT
from tests.bin.scripts import load
from tests.stack import nginx
from tests.stack.browser import HOST
from tests.stack.processes import wait_until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(load("servers").find("nginx") is None, reason="needs nginx; bin/check provides it"),
]
BELIEVE_THE_TEST = "set_real_ip_from 127.0.0.1; real_ip_header X-Client;"


OWN_HEADERS = {
    **SECURITY_HEADERS,
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Those that nginx sets on its own answers."""


class Answer(BaseHTTPRequestHandler):
    """Answers 200 with the headers of a page, with a long one below /long/, and nothing below /broken/."""

    def do_GET(self):
        if self.path.startswith("/broken/"):
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        for name, value in OWN_HEADERS.items():
            self.send_header(name, value)
        if self.path.startswith("/long/"):
            self.send_header("Location", "x" * 12_000)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        """Write nothing."""


class Proxy:
    """A running nginx with the configuration of deploy/."""

    def __init__(self, folder) -> None:
        self.folder, self.port, self.http_port = folder, free_port(), free_port()
        self.metrics_port = free_port()
        self.number = 100
        self.upstream = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.upstream.serve_forever, daemon=True).start()
        (folder / "static").mkdir()
        (folder / "static" / "app.css").write_text("body {}")
        (folder / "static" / "app.0123456789ab.css").write_text("body {}")
        (folder / "static" / "staticfiles.json").write_text("{}")
        self.command = nginx.command(load("servers").find("nginx"), folder)

    def configure(self) -> None:
        nginx.certify(self.folder)
        changes = {
            "unix:/run/acquaint.sock": f"127.0.0.1:{self.upstream.server_port}",
            "listen 80;": f"listen 127.0.0.1:{self.http_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2; {BELIEVE_THE_TEST}",
            "listen 127.0.0.1:9180;": f"listen 127.0.0.1:{self.metrics_port};",
            "client_header_timeout 5s;": "client_header_timeout 1s;",
        }
        nginx.configure(self.folder, self.folder, changes)

    def ask(self, path="/", client="203.0.113.7", method="GET", context=None, body=None):
        context = context or ssl._create_unverified_context()
        connection = HTTPSConnection("127.0.0.1", self.port, context=context, timeout=10)
        connection.request(method, path, body, headers={"Host": HOST, "X-Client": client})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def connect(self, request: bytes, port: int = 0):
        """A connection on which this is sent, over TLS or, to a port, without."""
        connection = socket.create_connection(("127.0.0.1", port or self.port), 10)
        connection = connection if port else ssl._create_unverified_context().wrap_socket(connection)
        connection.sendall(request)
        return connection

    def statuses(self, clients, method="POST"):
        return [self.ask(client=client, method=method).status for client in clients]

    def body_statuses(self, path, limit):
        """The statuses of a body of this size and of one byte more."""
        self.number += 1
        client = f"203.0.113.{self.number}"
        return [self.ask(path, client, "POST", body=b"x" * size).status for size in (limit, limit + 1)]

    def is_ready(self) -> bool:
        try:
            return bool(self.ask("/static/app.css"))
        except OSError:
            return False


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"))
    proxy.configure()
    assert subprocess.run([*proxy.command, "-t"], capture_output=True).returncode == 0
    process = subprocess.Popen(proxy.command)
    wait_until(proxy.is_ready, "nginx")
    yield proxy
    process.terminate()
    process.wait(10)
    proxy.upstream.shutdown()


def test_one_ipv6_network_is_one_client(proxy):
    statuses = proxy.statuses(f"2001:db8:0:7::{number:x}" for number in range(1, 61))
    assert {200, 429} == set(statuses)
    assert proxy.statuses(["2001:db8:0:8::1"]) == [200]


def test_the_bytes_of_a_network_may_be_anything(proxy):
    assert 429 in proxy.statuses(f"2001:0a0d:0:0a00::{number:x}" for number in range(1, 61))


def test_ipv4_addresses_are_limited_one_by_one(proxy):
    assert set(proxy.statuses(f"192.0.2.{number}" for number in range(1, 61))) == {200}
    assert 429 in proxy.statuses(["198.51.100.1"] * 60)


def test_the_list_of_files_is_not_served(proxy):
    assert proxy.ask("/static/staticfiles.json").status == 404
    assert proxy.ask("/static/app.css").status == 200


def test_files_have_the_headers_of_pages(proxy):
    headers = proxy.ask("/static/app.css").headers
    assert {name: headers[name] for name in OWN_HEADERS} == OWN_HEADERS | {
        "Cache-Control": "public, max-age=300"
    }
    assert "immutable" in proxy.ask("/static/app.0123456789ab.css").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("status", "request_line", "headers"),
    [
        (400, "GET / HTTP/1.1", "Content-Length: x\r\n"),
        (403, "GET /readyz HTTP/1.1", ""),
        (404, "GET /metrics HTTP/1.1", "Authorization: Bearer a-token\r\n"),
        (404, "GET //%6detrics?x HTTP/1.1", ""),
        (404, "GET /static/staticfiles.json HTTP/1.1", ""),
        (404, "GET /static/missing.0123456789ab.css HTTP/1.1", ""),
        (405, "TRACE / HTTP/1.1", ""),
        (413, "POST / HTTP/1.1", "Content-Length: 65537\r\n"),
        (414, f"GET /{'x' * 9000} HTTP/1.1", ""),
        (400, "GET / HTTP/1.1", f"X: {'x' * 9000}\r\n"),
        (502, "GET /broken/ HTTP/1.1", ""),
    ],
)
def test_error_pages_of_nginx_have_the_headers_of_pages(proxy, status, request_line, headers):
    request = f"{request_line}\r\nHost: {HOST}\r\nX-Client: 203.0.113.8\r\n{headers}\r\n".encode()
    with proxy.connect(request) as connection:
        response = HTTPResponse(connection)
        response.begin()
    assert (response.status, {name: response.headers[name] for name in OWN_HEADERS}) == (status, OWN_HEADERS)


def test_the_answer_above_a_limit_has_the_headers_of_pages(proxy):
    responses = [proxy.ask(client="198.51.100.2", method="POST") for _ in range(30)]
    response = next(response for response in responses if response.status == 429)
    assert {name: response.headers[name] for name in OWN_HEADERS} == OWN_HEADERS


def test_the_headers_of_pages_are_not_doubled(proxy):
    headers = proxy.ask("/").headers
    assert {name: headers.get_all(name) for name in OWN_HEADERS} == {
        name: [value] for name, value in OWN_HEADERS.items()
    }


def test_long_headers_are_passed_on(proxy):
    assert len(proxy.ask("/long/").headers["Location"]) == 12_000


def test_bodies_are_limited_as_in_the_application(proxy):
    uploads = [reverse(name) for name in LARGER_FOR_MEMBERS]
    for path in (*uploads, "/as/anna/settings/profile/", "/anymail/postmark/tracking/"):
        assert proxy.body_statuses(path, UPLOAD_LIMIT) == [200, 413]
    for path in ("/", "/accounts/login/", "/invitations/by-email/0123456789abcdef/"):
        assert proxy.body_statuses(path, BODY_LIMIT) == [200, 413]


@pytest.mark.parametrize(("path", "status"), [("/metrics", 200), ("/readyz", 404), ("/", 404)])
def test_the_listener_for_prometheus_leads_to_its_page_alone(proxy, path, status):
    connection = HTTPConnection("127.0.0.1", proxy.metrics_port, timeout=10)
    connection.request("GET", path)
    assert connection.getresponse().status == status
    connection.close()


def test_one_client_has_forty_requests_open(proxy):
    """The bodies of these are never sent in full; another client is served meanwhile."""
    request = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Client: 2001:db8:0:9::%x\r\nContent-Length: 9\r\n\r\nx"
    connections = [proxy.connect((request % number).encode()) for number in range(40)]
    assert proxy.statuses(["2001:db8:0:9::fff", "2001:db8:0:a::1"], "GET") == [429, 200]
    for connection in connections:
        connection.close()


def test_unfinished_headers_end_a_connection(proxy):
    """After `client_header_timeout`, with TLS and without. A test cannot wait for the five seconds of a site."""
    connections = [proxy.connect(b"GET / HT"), proxy.connect(b"GET / HT", proxy.http_port)]
    assert [is_closed(connection) for connection in connections] == [True, True]


def is_closed(connection):
    """Whether the other side closes it within four seconds."""
    connection.settimeout(4)
    try:
        return connection.recv(1) == b""
    except (ConnectionResetError, ssl.SSLEOFError):
        return True
    except TimeoutError:
        return False
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("cipher", "accepted"), [("ECDHE-RSA-AES128-GCM-SHA256", True), ("AES128-SHA", False)]
)
def test_ciphers_have_forward_secrecy(proxy, cipher, accepted):
    context = ssl._create_unverified_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    try:
        assert bool(proxy.ask("/static/app.css", context=context)) is accepted
    except ssl.SSLError:
        assert not accepted
