"""What stands beside the pages: waiting for background work, the clock of a demo, mailboxes, new accounts of a demo."""

from __future__ import annotations

import json
import mailbox
import re
import time
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from proving.browser import Answer, Browser
from proving.description import Mail, Site
from proving.errors import CannotProve
from proving.people import Person

PATIENCE = 90  # seconds for background work and for a letter
TOO_MANY, PAUSE = 429, 5.0
ENVELOPE = ("date", "received", "message-id", "return-path", "delivered-to", "dkim-signature", "x-uid")
"""Headers of an e-mail that depend on its way and time, and are not compared."""


class Background:
    """All that is asked without being a person. Raises `CannotProve`."""

    def __init__(self, url: str, site: Site) -> None:
        self.url, self.site, self.browser = url, site, Browser(url)

    def wait(self) -> None:
        """Until background work is done."""
        wait = self.site.wait
        time.sleep(wait.seconds)
        deadline = time.monotonic() + PATIENCE
        while wait.url and not self._json(self.browser.get(wait.url)).get(wait.key):
            if time.monotonic() > deadline:
                raise CannotProve(f"Background work was not done within {PATIENCE} seconds.")
            time.sleep(0.05)

    def move_clock(self, by: str) -> None:
        headers = {"Content-Type": "application/json", "X-Demo": "1"}
        answer = self.browser.request("POST", self.site.clock, json.dumps({"by": by}).encode(), headers)
        if answer.status != 200:
            raise CannotProve(f"The clock could not be moved by {by}: status {answer.status}.")

    def emails(self, person: Person) -> list[str]:
        """The texts of all e-mails to the person, as the site or the Maildir has them."""
        mail = self.site.mail
        if mail is None:
            return []
        if mail.maildir:
            return sorted_letters(Path(mail.maildir.format(**vars(person))))
        rows = self._json(self.browser.get(mail.url.format(**vars(person))))[mail.key]
        return [_readable(row, mail) for row in rows]

    def join(self, person: Person) -> None:
        """Open an account as a new member does. Where the site asks to come back later, so it does."""
        join = self.site.join
        assert join
        browser, words = Browser(self.url), {"me": person}
        fields = {name: value.format(**words) for name, value in join.fields.items()}
        self._patiently(lambda: browser.submit(join.page, fields, join.page, self.site.token))
        path = self._link(person, join.link)
        fields = {name: value.format(**words) for name, value in join.link_fields.items()}
        self._patiently(lambda: browser.submit(path, fields, path, self.site.token))

    def _link(self, person: Person, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for letter in self.emails(person):
                if found := re.search(pattern, letter):
                    return urlsplit(found[0]).path
            time.sleep(0.2)
        raise CannotProve(f"No letter with a link came to {person.email}.")

    def _patiently(self, submit: Any) -> None:
        for _ in range(int(PATIENCE / PAUSE)):
            answer = submit()
            if answer.status == 302:
                return
            if answer.status != TOO_MANY:
                break
            time.sleep(PAUSE)
        raise CannotProve(f"An account could not be opened: status {answer.status}.")

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            data = json.loads(answer.body)
        except ValueError:
            data = None
        if answer.status != 200 or not isinstance(data, dict):
            raise CannotProve(f"The site answers {answer.status} where JSON is expected: is it a demo?")
        return data


def sorted_letters(folder: Path) -> list[str]:
    """Of a Maildir, in order of arrival."""
    if not folder.is_dir():
        raise CannotProve(f"{folder} is no Maildir.")
    box = mailbox.Maildir(folder, create=False)
    return [_letter(message) for _key, message in sorted(box.items(), key=lambda item: item[1].get_date())]


def _letter(message: Message) -> str:
    headers = [f"{name}: {value}" for name, value in message.items() if name.lower() not in ENVELOPE]
    return "\n".join([*headers, "", *_texts(message)])


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield bytes(part.get_payload(decode=True) or b"").decode(errors="replace")


def _readable(row: Any, mail: Mail) -> str:
    """Its fields, one a line; the text of a field with its line breaks, so that the page is comparable."""
    if not isinstance(row, dict):
        return str(row)
    return "\n".join(f"{name}: {value}" for name, value in sorted(row.items()) if name not in mail.without)
