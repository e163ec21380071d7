"""What a sender observes, written so that two worlds can be compared: chance and names replaced, each replacement counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile, is_zipfile

from proving.browser import Answer
from proving.description import Mask

CLOCK_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?![\d:])")
MEASURED_OTHERWISE = ("date", "content-length", "set-cookie")
"""Headers: the time of the answer, the length of the body, which is compared whole, and cookies, which are parts."""
SAME_MOMENT = 180
"""Seconds that a time of day may differ, because one world acts after the other."""


@dataclass(frozen=True)
class Observation:
    """A part ("status", "header", "cookie", "body", "mail", "export") of what a label, such as a page, showed."""

    label: str
    part: str
    text: str
    times: tuple[int, ...] = ()


@dataclass
class Neutral:
    """Replaces what may differ. `names` maps words to what stands for them, longest first; `used` counts."""

    masks: list[Mask]
    names: Mapping[str, str]
    used: Counter[str] = field(default_factory=Counter)

    def write(self, label: str, part: str, text: str) -> Observation:
        for mask in self.masks:
            text = self._masked(mask, text)
        for word, role in self.names.items():
            text, number = re.subn(rf"(?<!\w){re.escape(word)}(?!\w)", f"‹{role}›", text)
            self.used["names of the accounts"] += number
        times = tuple(_seconds(found) for found in CLOCK_TIME.finditer(text))
        self.used["times of day"] += len(times)
        return Observation(label, part, CLOCK_TIME.sub("‹time›", text), times)

    def _masked(self, mask: Mask, text: str) -> str:
        """Equal secrets of one text stay equal, and each keeps its length, unless the mask is loose."""
        seen: dict[str, str] = {}

        def replace(found: re.Match[str]) -> str:
            secret = found["secret"]
            kept = "" if mask.loose else f" {_letters(len(seen))} ×{len(secret)}"
            sign = seen.setdefault(secret, f"‹{mask.why}{kept}›")
            start, end = found.start("secret") - found.start(), found.end("secret") - found.start()
            return found[0][:start] + sign + found[0][end:]

        text, number = re.subn(mask.pattern, replace, text)
        self.used[mask.why] += number
        return text

    def answer(self, label: str, answer: Answer, session_cookies: list[str]) -> list[Observation]:
        headers = [
            f"{name}: {value}" for name, value in answer.headers if name.lower() not in MEASURED_OTHERWISE
        ]
        cookies = [
            self._cookie(value, session_cookies)
            for name, value in answer.headers
            if name.lower() == "set-cookie"
        ]
        return [
            self.write(label, "status", str(answer.status)),
            self.write(label, "header", "\n".join(headers)),
            self.write(label, "cookie", "\n".join(cookies)),
            self.write(label, "body", content(answer.body)),
        ]

    def _cookie(self, value: str, random: list[str]) -> str:
        """The value of a random cookie becomes its length; when it expires stands in Max-Age too."""
        name, _, rest = value.partition("=")
        secret, separator, attributes = rest.partition(";")
        if name in random:
            secret = f"‹{len(secret)} characters›"
            self.used[f"value of the cookie {name}"] += 1
        return f"{name}={secret}{separator}{re.sub(r'(?i)expires=[^;]+', 'expires', attributes)}"


def content(body: bytes) -> str:
    """The text; of a ZIP file that of its files, because the compressed bytes differ with every random word."""
    if not is_zipfile(BytesIO(body)):
        return body.decode(errors="surrogateescape")
    with ZipFile(BytesIO(body)) as archive:
        files = [f"== {name}\n{archive.read(name).decode(errors='replace')}" for name in archive.namelist()]
    return "\n".join(files)


def _seconds(found: re.Match[str]) -> int:
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)


def _letters(number: int) -> str:
    """a, b, c … without digits, which are compared as numbers."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)
