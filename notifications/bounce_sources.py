"""Where returned e-mail lies: a Maildir, a folder of an IMAP server, or standard input."""

from __future__ import annotations

import imaplib
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from notifications.bounce_reports import MAX_SIZE

MAX_MESSAGES = 1000
"""Messages that are read in one run; the others wait for the next."""
TIMEOUT = 30
IMAPS_PORT = 993
Handle = Callable[[bytes], bool]


class InvalidSource(Exception):
    """The message is one sentence."""


def read(source: str, password: str, handle: Handle) -> tuple[int, int]:
    """Call `handle` for each new message, which is then marked as read. Returns how many were read, and believed."""
    if source == "-":
        results = [handle(sys.stdin.buffer.read(MAX_SIZE))]
    elif source.startswith("imaps://"):
        results = _read_imap(source, password, handle)
    elif (Path(source) / "new").is_dir():
        results = _read_maildir(Path(source), handle)
    else:
        raise InvalidSource("SOURCE must be -, a Maildir, or imaps://user@host/FOLDER.")
    return len(results), sum(results)


def _read_maildir(folder: Path, handle: Handle) -> list[bool]:
    """A message that was read moves from `new` to `cur`, as a mail program would move it."""
    (folder / "cur").mkdir(exist_ok=True)
    results = []
    for file in sorted((folder / "new").iterdir())[:MAX_MESSAGES]:
        with file.open("rb") as opened:
            results.append(handle(opened.read(MAX_SIZE)))
        file.rename(folder / "cur" / f"{file.name}:2,S")
    return results


def _read_imap(source: str, password: str, handle: Handle) -> list[bool]:
    """Unread messages of the folder, INBOX by default; each is marked as read once it was handled."""
    url = urlsplit(source)
    if not (url.hostname and url.username) or url.password is not None:
        raise InvalidSource(
            "The source is imaps://user@host/FOLDER; the password belongs into BOUNCE_PASSWORD."
        )
    with imaplib.IMAP4_SSL(url.hostname, url.port or IMAPS_PORT, timeout=TIMEOUT) as server:
        server.login(unquote(url.username), password)
        server.select(f'"{unquote(url.path.strip("/")) or "INBOX"}"')
        numbers = server.search(None, "UNSEEN")[1][0].split()[:MAX_MESSAGES]
        return [_read_one(server, number.decode(), handle) for number in numbers]


def _read_one(server: imaplib.IMAP4_SSL, number: str, handle: Handle) -> bool:
    parts = server.fetch(number, f"(BODY.PEEK[]<0.{MAX_SIZE}>)")[1]
    believed = handle(next((part[1] for part in parts if isinstance(part, tuple)), b""))
    server.store(number, "+FLAGS", r"\Seen")
    return believed
