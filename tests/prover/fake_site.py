"""A small site on which people invite each other, into which one leak at a time can be planted."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

UNITS = {"h": "hours", "d": "days"}


class FakeSite:
    """All that it knows. `leak` is the name of the one that is planted; empty for an honest site."""

    def __init__(self, leak: str = "") -> None:
        self.leak = leak
        self.sessions: dict[str, str] = {}
        self.states: dict[tuple[str, str], str] = {}
        self.silenced: set[str] = set()
        self.changed: dict[str, datetime] = {}
        self.emails: dict[str, list[dict[str, str]]] = {}
        self.rows, self.ahead = 1000, timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def leaks(self, leak: str, sender: str) -> bool:
        """Whether this leak is planted, and somebody was silent to the sender."""
        return self.leak == leak and sender in self.silenced

    def write(self, person: str, subject: str) -> None:
        moment = f"{self.now():%H:%M:%S}"
        self.emails.setdefault(person, []).append(
            {"id": secrets.token_hex(8), "subject": subject, "at": moment}
        )

    def change(self, me: str, verb: str, other: str) -> None:
        self.rows += 1
        if verb == "invite":
            self.states[me, other] = "sent"
        elif verb == "withdraw":
            self.states.pop((me, other), None)
        elif verb == "accept":
            self.states[other, me] = "accepted"
            self.write(other, f"{me} has accepted")
        else:
            self.silenced.add(other)
            self.silence(verb, me, other)
        self.changed[me if verb in ("invite", "withdraw") else other] = self.now()

    def silence(self, verb: str, me: str, sender: str) -> None:
        if verb == "ignore":
            self.states[sender, me] = "ignored"
        if self.leaks("mail", sender):
            self.write(sender, "Nobody will answer")

    def sent(self, me: str) -> list[tuple[str, str]]:
        """To whom, and what the sender is shown; two others first and last."""
        mine = [(to, state) for (of, to), state in self.states.items() if of == me]
        rows = [("alma", "sent"), *mine, ("zeno", "sent")]
        if self.leaks("order", me):
            rows.reverse()
        return [(to, "accepted" if state == "accepted" else "sent") for to, state in rows]


class Handler(BaseHTTPRequestHandler):
    site: FakeSite

    def log_message(self, *arguments: object) -> None:
        pass

    @property
    def me(self) -> str:
        return self.site.sessions.get(
            self.headers.get("Cookie", "").partition("session=")[2].partition(";")[0], ""
        )

    def do_GET(self) -> None:
        page, _, rest = urlsplit(self.path).path.strip("/").partition("/")
        self.site.rows += self.site.leak == "number"
        getattr(self, f"show_{page}")(rest)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        verb, _, other = urlsplit(self.path).path.strip("/").partition("/")
        if verb == "clock":
            by = json.loads(body)["by"]
            self.site.ahead += timedelta(**{UNITS[by[-1]]: int(by[1:-1])})
            self.answer("{}")
        elif verb == "sign-in":
            session = secrets.token_hex(16)
            self.site.sessions[session] = parse_qs(body)["who"][0]
            self.redirect("/sent/", ("Set-Cookie", f"session={session}; Path=/"))
        elif verb == "letter":
            time.sleep(0.02 * self.site.leaks("pace", self.me))
            self.site.write(self.me, "The letter that you wanted")
            self.redirect("/sent/")
        else:
            self.change(verb, other)

    def change(self, verb: str, other: str) -> None:
        if verb == "withdraw" and self.site.leaks("limit", self.me):
            self.answer("Not so often.", 429)
            return
        target = "/silent/" if verb == "invite" and self.site.leaks("redirect", self.me) else "/sent/"
        self.site.change(self.me, verb, other)
        self.redirect(target)

    def show_sent(self, rest: str) -> None:
        site, me = self.site, self.me
        time.sleep(0.004 * site.leaks("time", me))
        extra = [("X-Unread", "0")] * site.leaks("header", me)
        extra += [("Set-Cookie", "hint=1; Path=/")] * site.leaks("cookie", me)
        rows = "".join(f"<li>{to}: {state}</li>" for to, state in site.sent(me))
        number = f"<p>Page {site.rows}</p>" if site.leak == "number" else ""
        words = "<p>No answer is to be expected.</p>" if site.leaks("text", me) else ""
        used = 3 - site.leaks("count", me)
        at = site.changed.get(me, site.now()) if site.leak == "time of day" else site.now()
        token = secrets.token_hex(16 + site.leaks("length", me))
        form = f'<input name="token" value="{token}">'
        text = f"<ul>{rows}</ul>{number}{words}<p>Used {used} of 30, {at:%H:%M}.</p>{form}"
        self.answer(text, extra=extra)

    show_silent = show_sent

    def show_people(self, handle: str) -> None:
        status = 404 if self.site.leaks("status", self.me) else 200
        self.answer(f'<h1>{handle}</h1><input name="token" value="{secrets.token_hex(16)}">', status)

    def show_export(self, rest: str) -> None:
        states = [state for (of, _to), state in self.site.states.items() if of == self.me]
        shown = [state if self.site.leak == "export" or state == "accepted" else "sent" for state in states]
        self.answer(json.dumps({"invitations": shown}))

    def show_mail(self, rest: str) -> None:
        self.answer(json.dumps({"emails": self.site.emails.get(rest.strip("/"), [])}))

    def redirect(self, path: str, *extra: tuple[str, str]) -> None:
        self.answer("", 302, [("Location", path), *extra])

    def answer(self, text: str, status: int = 200, extra: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in [
            ("Content-Type", "text/html"),
            ("Content-Length", str(len(text))),
            *(extra or []),
        ]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())


@contextmanager
def running(leak: str = "") -> Iterator[str]:
    """The URL of a site that runs in a thread of this process."""
    handler = type("PlantedHandler", (Handler,), {"site": FakeSite(leak)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
