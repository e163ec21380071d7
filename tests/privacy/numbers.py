"""Finds primary keys of the database in texts, however they are written."""

from __future__ import annotations

import binascii
import re
import string
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from django.apps import apps
from django.db.models import AutoField

from tests.privacy.savepoints import SEQUENCE_GAP

_RUN = re.compile(r"[\w+/=-]+", re.ASCII)
_WORD = re.compile(r"[0-9A-Za-z]+")
BASE62 = (
    string.digits + string.ascii_letters,
    string.digits + string.ascii_uppercase + string.ascii_lowercase,
    string.ascii_uppercase + string.ascii_lowercase + string.digits,
)
MAX_DIGITS, MAX_DEPTH = 12, 3


def keys_in_database() -> set[int]:
    """Every numeric primary key that `reset_sequences` has put out of the range of other numbers."""
    return {
        key
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, AutoField)
        for key in model._base_manager.filter(pk__gt=SEQUENCE_GAP).values_list("pk", flat=True)
    }


def readable_numbers(text: str, depth: int = 0) -> set[int]:
    """The numbers that anybody can read out of a text.

    Decimal, hexadecimal, base 36 and base 62, base 64 (also within another text, compressed or as bytes), percent-encoded.
    """
    found: set[int] = set()
    for run in set(_RUN.findall(unquote(text))):
        found |= _numbers_of(run, depth)
    return found


@cache
def _numbers_of(run: str, depth: int) -> frozenset[int]:
    found = {int(digits) for digits in re.findall(r"\d+", run) if len(digits) <= 2 * MAX_DIGITS}
    for word in _WORD.findall(run):
        found |= set(_in_other_bases(word))
    if depth < MAX_DEPTH:
        for data in _decoded(run):
            found |= readable_numbers(data.decode("latin-1"), depth + 1)
            if len(data) <= 8:
                found |= {int.from_bytes(data, "big"), int.from_bytes(data, "little")}
    return frozenset(found)


def _in_other_bases(word: str) -> Iterator[int]:
    if len(word) > MAX_DIGITS:
        return
    for base in (16, 36):
        try:
            yield int(word, base)
        except ValueError:
            continue
    for alphabet in BASE62:
        number = 0
        for character in word:
            number = number * 62 + alphabet.index(character)
        yield number


def _decoded(run: str) -> Iterator[bytes]:
    """The run as base 64, with or without padding, and as hexadecimal bytes; what they hold compressed."""
    for part in {run, *re.split(r"[/=-]", run), *run.split("_")}:
        for decode in (_base64, binascii.unhexlify):
            try:
                data = decode(part)
            except ValueError:
                continue
            yield data
            try:
                yield zlib.decompress(data)
            except zlib.error:
                continue


def _base64(text: str) -> bytes:
    text = text.translate(str.maketrans("+/", "-_")).rstrip("=")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
