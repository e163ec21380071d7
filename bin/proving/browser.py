"""A browser without a cache: cookies, forms, no redirects, and the time of each answer."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from proving.errors import CannotProve

TIMEOUT = 60  # seconds
HEADERS = {"User-Agent": "prove", "Accept": "*/*", "Accept-Encoding": "identity", "Accept-Language": "en"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="surrogateescape")

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class Browser:
    """The cookies of one person. `request` raises `CannotProve` if the site does not answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.secure, self.host, self.port = parts.scheme == "https", parts.hostname or "", parts.port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def submit(self, path: str, fields: dict[str, str], page: str, token: str) -> Answer:
        """Post the fields, with the token of the forms on `page` if the site has one."""
        return self.post(path, fields | self.token_of(self.get(page), token), page)

    def token_of(self, form: Answer, token: str) -> dict[str, str]:
        """The field against forged requests; empty if the site has none. Raises `CannotProve` if the form lacks it."""
        if not token:
            return {}
        found = re.search(rf'name="{re.escape(token)}" value="([^"]+)"', form.text)
        if not found:
            raise CannotProve(f"A form without the field {token} (status {form.status}).")
        return {token: found[1]}

    def post(self, path: str, fields: dict[str, str], page: str = "/") -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.origin,
            "Referer": self.origin + page,
        }
        return self.request("POST", path, urlencode(fields).encode(), headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request over a connection of its own, whose time does not count."""
        sent = HEADERS | (headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = HTTPSConnection if self.secure else HTTPConnection
        connection = kind(self.host, self.port, timeout=TIMEOUT)
        try:
            connection.connect()
            began = time.perf_counter()
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            content = response.read()
            seconds = time.perf_counter() - began
        except (OSError, HTTPException) as error:
            raise CannotProve(f"{method} {path} got no answer: {error!r}.") from error
        finally:
            connection.close()
        answer = Answer(response.status, response.getheaders(), content, seconds)
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                pair, *attributes = value.split(";")
                key, _, content = pair.strip().partition("=")
                self.cookies[key] = content
                if any(each.strip().lower() == "max-age=0" for each in attributes):
                    del self.cookies[key]
