"""Calls the WSGI application of the project in this process, as a web server behind a proxy with https would."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import get_random_string

from bench.production import HOST
from network.common.charset import Handler
from network.members.models import Member

LOGIN_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@cache
def shared_application() -> Handler:
    return Handler()


class Browser:
    """The requests of one member, who is signed in, or of a visitor.

    Raises `RuntimeError` for an answer that is an error, so that no error page is measured in place of a page.
    """

    def __init__(self, member: Member | None = None, application: Handler | None = None) -> None:
        self.application = application or shared_application()
        self.csrf = get_random_string(32)
        cookies = {settings.CSRF_COOKIE_NAME: self.csrf}
        if member:
            cookies[settings.SESSION_COOKIE_NAME] = sign_in(member)
        self.environ: dict[str, Any] = {
            "SERVER_NAME": HOST, "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "192.0.2.1",
            "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_REFERER": f"https://{HOST}/", "HTTP_X_CSRFTOKEN": self.csrf,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip

    def get(self, url: str) -> Response:
        return self._call("GET", url, b"")

    def post(self, url: str, **data: str) -> Response:
        return self._call("POST", url, urlencode(data).encode())

    def _call(self, method: str, url: str, body: bytes) -> Response:
        path, _, query = url.partition("?")
        environ = self.environ | {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": BytesIO(body),
        }  # fmt: skip
        if method == "POST":
            environ |= {
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
            }
        start: list[Any] = []
        answer = self.application(
            environ, lambda status, headers, _error=None: start.extend((status, headers))
        )
        content = b"".join(answer)
        answer.close()
        response = Response(int(start[0].split()[0]), start[1], content)
        if response.status >= 400:
            raise RuntimeError(f"{method} {url} was answered with {start[0]}")
        return response


def sign_in(member: Member) -> str:
    """The key of a new session of this member, as the sign-in of Django makes one."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = LOGIN_BACKEND
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return str(session.session_key)
