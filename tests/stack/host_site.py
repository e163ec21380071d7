"""A site as a host runs it on one machine without a proxy: web server, worker and timer, SQLite, a mail server, a sign-in provider."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from bin.ports import free_port
from tests.bin.scripts import BIN, ROOT
from tests.oidc.issuer import Issuer
from tests.stack.processes import Service, unit_command, wait_until
from tests.stack.sink import MailServer, Sink

TICK_INTERVAL = 2  # seconds


class Form:
    """The values that a browser would send if its user changed nothing, and where to."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, str] = {}
        self.files: set[str] = set()


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = [Form("")]
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value, values = given.get("name") or "", given.get("value") or "", self.found[-1].values
        if tag == "form":
            self.found.append(Form(given.get("action") or ""))
        elif tag == "textarea":
            self._area, values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in values):
            values[self._select] = value
        elif given.get("type") == "file":
            self.found[-1].files.add(name)
        elif tag == "input" and _is_sent(given):
            values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1].values[self._area] += data


def _is_sent(given: dict[str, str | None]) -> bool:
    kind = given.get("type")
    return kind not in ("submit", "button", "image") and (
        kind not in ("checkbox", "radio") or "checked" in given
    )


class Person:
    """Somebody with a browser."""

    def __init__(self, url: str) -> None:
        self.url, self.session = url, requests.Session()

    def get(self, path: str) -> str:
        """The page after all redirects. Raises `HTTPError`."""
        return self._checked(self.session.get(urljoin(self.url, path), timeout=40)).text

    def submit(self, page: str, having: str, files: Any = None, /, **fields: Any) -> str:
        """Open `page`, change these fields of the form that has the field `having`, and send it. Raises `HTTPError`."""
        opened = self._checked(self.session.get(urljoin(self.url, page), timeout=40))
        form = next(form for form in Forms(opened.text).found if having in form.values.keys() | form.files)
        to = urljoin(opened.url, form.action)
        sent = self.session.post(
            to, form.values | fields, files=files, headers={"Referer": opened.url}, timeout=40
        )
        return self._checked(sent).text

    def send(self, page: str, to: str, **fields: str) -> str:
        """As `submit`, with the form of `page` that leads to this path."""
        opened = self._checked(self.session.get(urljoin(self.url, page), timeout=40))
        form = next(form for form in Forms(opened.text).found if form.action == to)
        sent = self.session.post(
            urljoin(self.url, to), form.values | fields, headers={"Referer": opened.url}, timeout=40
        )
        return self._checked(sent).text

    @staticmethod
    def _checked(response: requests.Response) -> requests.Response:
        assert response.ok, response.text
        assert "errorlist" not in response.text, response.text
        return response


class HostSite:
    def __init__(self, folder: Path, smtp: int, issuer: Issuer) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.services: list[Service] = []
        self.settings = {
            "PATH": f"{sys.prefix}/bin:{os.environ['PATH']}", "DEBUG": "0", "DEMO": "0",
            "SITE_URL": self.url, "WEB_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "2",
            "SECRET_KEY": secrets.token_urlsafe(50), "HASH_KEY": secrets.token_urlsafe(50), "WORKER": "process",
            "DATA_DIR": str(folder / "data"), "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp}", "DEFAULT_FROM_EMAIL": "guild@mail.test",
            "OIDC_ISSUER": issuer.url, "OIDC_CLIENT_ID": "acquaint", "OIDC_CLIENT_SECRET": "a-secret-of-the-tests",
            "OIDC_NAME": "School", "OIDC_DOMAINS": "school.example",
        }  # fmt: skip

    def python(self, *command: str, **settings: str) -> str:
        environment = self.settings | settings
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *command: str, **settings: str) -> str:
        return self.python("manage.py", *command, **settings)

    def backup(self, *command: str, **settings: str) -> str:
        return self.python(str(BIN / "backup"), *command, **settings)

    def person(self) -> Person:
        return Person(self.url)

    def start(self) -> None:
        units = {
            "acquaint.service": 0.2,
            "acquaint-worker@.service": 0.2,
            "acquaint-tick.service": TICK_INTERVAL,
        }
        for unit, delay in units.items():
            log = self.folder / f"{unit}.log"
            self.services.append(Service(unit_command(unit), self.settings, log, delay))
        wait_until(self._is_up, "web server")

    def stop(self) -> None:
        while self.services:
            self.services.pop().stop()

    def _is_up(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.ConnectionError:
            return False


@contextmanager
def host_site(folder: Path) -> Iterator[tuple[HostSite, Sink, Issuer]]:
    """A site that was just installed, its mails and its provider; everything ends with the block."""
    with ExitStack() as stack:
        sink, issuer = Sink(), Issuer()
        stack.callback(issuer.close)
        mail = MailServer(sink)
        stack.callback(mail.stop)
        site = HostSite(folder, mail.port, issuer)
        site.manage("migrate", "--verbosity=0")
        site.manage("collectstatic", "--no-input", "--verbosity=0")
        stack.callback(site.stop)
        site.start()
        yield site, sink, issuer
