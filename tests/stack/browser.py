"""A visitor with cookies, who speaks https to nginx on this machine and believes it is people.example.org."""

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
    """The name is for certificate and Host header; the way leads to this machine."""

    def __init__(self, host: str, *, to: int, at: str, trusted: ssl.SSLContext, **more: Any) -> None:
        super().__init__(host, context=trusted, timeout=40)
        self.to, self.at, self.trusted = to, at, trusted

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.to), self.timeout, (self.at, 0))
        self.sock = self.trusted.wrap_socket(plain, server_hostname=HOST)


class _Handler(HTTPSHandler):
    def __init__(self, port: int, certificate: Path, at: str) -> None:
        super().__init__()
        trusted = ssl.create_default_context(cafile=str(certificate))
        self.way = partial(_Connection, to=port, at=at, trusted=trusted)

    def https_open(self, request: Request) -> Any:
        return self.do_open(self.way, request)


class Browser:
    """`at` is the address of this machine's that it comes from: nginx counts by it."""

    def __init__(self, port: int, certificate: Path, at: str) -> None:
        self.jar = CookieJar()
        handlers = HTTPCookieProcessor(self.jar), _Handler(port, certificate, at)
        self.opener: OpenerDirector = build_opener(*handlers)

    def get(self, path: str) -> str:
        """The page at the end of all redirections. Raises `HTTPError`."""
        return self._read(Request(SITE + path))

    def open(self, path: str) -> Any:
        """The bare answer, as a browser that can unpack asks for it."""
        return self.opener.open(Request(SITE + path, headers={"Accept-Encoding": "gzip"}))

    def status(self, path: str) -> int:
        try:
            self.get(path)
        except HTTPError as answer:
            return answer.code
        except OSError:
            return 0
        return 200

    def submit(self, page: str, to: str = "", **fields: str) -> str:
        """Open a page with a form, fill it in, send it."""
        fields["csrfmiddlewaretoken"] = TOKEN.findall(self.get(page))[0]
        return self._read(Request(SITE + (to or page), urlencode(fields).encode(), {"Referer": SITE + page}))

    def _read(self, request: Request) -> str:
        with self.opener.open(request) as answer:
            return answer.read().decode()
