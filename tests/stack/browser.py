"""An HTTPS client with cookies, which connects to nginx on this machine under the host name people.example.org."""

from __future__ import annotations

import re
import socket
import ssl
from functools import partial
from http.client import HTTPSConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

HOST = "people.example.org"
SITE = f"https://{HOST}"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class _Connection(HTTPSConnection):
    """Connects to 127.0.0.1; the host name is only for the certificate and the Host header."""

    def __init__(self, host: str, *, port: int, source: str, trusted: ssl.SSLContext, **options: Any) -> None:
        super().__init__(host, context=trusted, timeout=40)
        self.server_port, self.source, self.trusted = port, source, trusted

    def connect(self) -> None:
        connection = socket.create_connection(("127.0.0.1", self.server_port), self.timeout, (self.source, 0))
        self.sock = self.trusted.wrap_socket(connection, server_hostname=HOST)


class _Handler(HTTPSHandler):
    def __init__(self, port: int, certificate: Path, source: str) -> None:
        super().__init__()
        trusted = ssl.create_default_context(cafile=str(certificate))
        self.connection = partial(_Connection, port=port, source=source, trusted=trusted)

    def https_open(self, request: Request) -> Any:
        return self.do_open(self.connection, request)


class Browser:
    """`source` is the loopback address of the client, by which nginx limits requests."""

    def __init__(self, port: int, certificate: Path, source: str) -> None:
        self.jar = CookieJar()
        handlers = HTTPCookieProcessor(self.jar), _Handler(port, certificate, source)
        self.opener: OpenerDirector = build_opener(*handlers)

    def get(self, path: str) -> str:
        """Returns the body after all redirects. Raises `HTTPError`."""
        return self._read(Request(SITE + path))

    def open(self, path: str) -> Any:
        """Returns the response, which may be compressed. Raises `HTTPError`."""
        return self.opener.open(Request(SITE + path, headers={"Accept-Encoding": "gzip"}))

    def status(self, path: str) -> int:
        """Returns the status code after all redirects, 0 if the connection fails."""
        try:
            self.get(path)
        except HTTPError as error:
            return error.code
        except OSError:
            return 0
        return 200

    def submit(self, page: str, to: str = "", **fields: str) -> str:
        """Open `page`, and post its form with these fields to `to`, or to the page itself. Returns the body. Raises `HTTPError`."""
        fields["csrfmiddlewaretoken"] = TOKEN.findall(self.get(page))[0]
        return self._read(Request(SITE + (to or page), urlencode(fields).encode(), {"Referer": SITE + page}))

    def _read(self, request: Request) -> str:
        with self.opener.open(request) as response:
            return response.read().decode()
