"""Members who look at pages, search, invite, accept, reply and ignore. Run by locust in an environment of its own.

LOAD names a JSON file with URL, certificate the size of the network and session keys; times and status codes go to the file beside it.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import defaultdict
from pathlib import Path

from locust import HttpUser, between, events, task
from requests.adapters import HTTPAdapter

FILE = Path(os.environ["LOAD"])
LOAD = json.loads(FILE.read_text())
HOST, CSRF = LOAD["host"], "a" * 32
SESSIONS = iter(enumerate(LOAD["sessions"], 2))
PAGES = ["/", "/invitations/", "/invitations/archived/", "/invitations/sent/", "/members/", "/connections/"]
WORDS = ["Bologna", "Ada", "Cork", "translator", "Ferrari", "زينب"]
DONE: dict[str, list[tuple[int, float]]] = defaultdict(list)


class Adapter(HTTPAdapter):
    """Connects from an address of its own, by which nginx limits, and expects the certificate of the site."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__()

    def init_poolmanager(self, *arguments, **options) -> None:
        names = {"server_hostname": HOST, "assert_hostname": HOST, "source_address": (self.source, 0)}
        super().init_poolmanager(*arguments, **options, **names)


@events.request.add_listener
def note(name, response_time, response, **_) -> None:
    DONE[name].append((response.status_code if response is not None else 0, response_time))


@events.quitting.add_listener
def write(**_) -> None:
    FILE.with_suffix(".done").write_text(json.dumps(DONE))


class MemberUser(HttpUser):
    host = LOAD["url"]
    wait_time = between(0.2, 1.0)

    def on_start(self) -> None:
        number, session = next(SESSIONS)
        self.client.mount("https://", Adapter(f"127.0.0.{number}"))
        self.client.verify = LOAD["certificate"]
        self.client.headers.update({"Host": HOST, "Referer": f"https://{HOST}/", "X-CSRFToken": CSRF})
        for name, value in (("__Host-session", session), ("__Host-csrf", CSRF)):
            self.client.cookies.set(name, value, domain=HOST, secure=True)
        [self.send, self.accept, self.reply, self.ignore][number % 4]()  # so that a short run has each verb

    @task(12)
    def look(self) -> None:
        page = random.choice(PAGES)
        self.client.get(page, name=page)

    @task(3)
    def search(self) -> None:
        self.client.get("/members/", params={"q": random.choice(WORDS)}, name="search")

    @task(3)
    def profile(self) -> None:
        self.client.get(f"/members/g1-{random.randrange(LOAD['people'])}/", name="profile")

    @task(2)
    def send(self) -> None:
        person = random.randrange(LOAD["people"])
        self._post(f"/members/g1-{person}/invite/", "send", note="We met at the fair.")

    @task(1)
    def accept(self) -> None:
        self._answer("accept")

    @task(1)
    def reply(self) -> None:
        self._answer("reply", message="At the paper fair?")

    @task(1)
    def ignore(self) -> None:
        self._answer("ignore")

    def _answer(self, verb: str, **fields: str) -> None:
        """Open the inbox, and answer one of the invitations there."""
        inbox = self.client.get("/invitations/", name="/invitations/").text
        if found := re.findall(r"/invitations/(\w{16})/accept/", inbox):
            self._post(f"/invitations/{random.choice(found)}/{verb}/", verb, **fields)

    def _post(self, url: str, name: str, **fields: str) -> None:
        self.client.post(url, fields, name=name, allow_redirects=False)
