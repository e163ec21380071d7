"""Finds what an English text of a page is in the active language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.translation import get_language

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_TAG = re.compile(r"<[^>]+>")
ISOLATES = re.compile("[\u2066-\u2069]")


def translations(text: str) -> set[str]:
    """What this text may be in the active language; empty if it is no message of the catalogues, with values or without.

    More than one where several messages fit, such as one word with two contexts. Values that are messages themselves
    are translated too. Several sentences are one message or one each.
    """
    language = (get_language() or "en").split("-")[0]
    if language == "en":
        return {text}
    whole = {
        filled
        for pattern, translated in _messages(language)
        if (match := pattern.fullmatch(text))
        for filled in _filled(translated, match.groupdict())
    }
    sentences = re.split(r"(?<=[.!?]) ", text)
    if whole or len(sentences) == 1:
        return whole
    return {" ".join(parts) for parts in product(*map(translations, sentences))}


@cache
def _messages(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Each message as a pattern of its English texts, with its translation; messages of placeholders only are left out."""
    messages = []
    for folder in settings.LOCALE_PATHS:
        with (Path(folder) / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
            for message in read_mo(file):
                english, translated = _forms(message.id), _forms(message.string)
                messages += [
                    (_pattern(source), _plain(target))
                    for source in english
                    for target in translated
                    if re.search(r"[^\W\d_]", _PLACEHOLDER.sub("", source))
                ]
    return messages


def _forms(texts: Any) -> list[str]:
    """The singular and the plurals of a message."""
    return [texts] if isinstance(texts, str) else [text for text in texts if text]


def _pattern(message: str) -> re.Pattern[str]:
    """Matches the message with values, each in a group of its name."""
    seen = set[str]()
    pattern = ""
    for number, part in enumerate(_PLACEHOLDER.split(_plain(message))):
        if number % 2 == 0:
            pattern += re.escape(part.replace("%%", "%"))
        else:
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>.+)"
            seen.add(part)
    return re.compile(pattern)


def _filled(message: str, values: dict[str, str]) -> Iterator[str]:
    """The message with its values, each translated where it is a message."""
    choices = [translations(value) or {value} for value in values.values()]
    for chosen in product(*choices):
        yield message % dict(zip(values, chosen, strict=True)) if values else message


def _plain(message: str) -> str:
    """A message as its readers see it, with values of text only."""
    return _PLACEHOLDER.sub(r"%(\1)s", " ".join(ISOLATES.sub("", _TAG.sub("", message)).split()))
