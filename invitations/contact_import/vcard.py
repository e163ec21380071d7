"""Contacts of a vCard file of version 2.1, 3.0 or 4.0, which may hold many cards."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from invitations.contact_import.book import Contact
from network.common.tables.decoding import decode

MAX_NESTED_CARDS = 8
MAX_LINE_BYTES, MAX_PARAMETER_BYTES = 20_000, 500
_PROPERTY = re.compile(
    rb"""\s*+(?:[\w-]+\.)?(BEGIN|END|VERSION|EMAIL|FN|N)((?:;(?:[^":]++|"[^"]*+")*+)?):(.*)""",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"CHARSET=\"?([\w-]{1,40})", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class Card:
    """A card, of which `emails` are lines and values."""

    line: int
    full_name: str = ""
    name_parts: str = ""
    emails: list[tuple[int, str]] = field(default_factory=list)

    def contact(self) -> Contact:
        family, given, middle = [*_BETWEEN_PARTS.split(self.name_parts), "", "", ""][:3]
        name = self.full_name or " ".join((given, middle, family))
        return Contact(_unescaped(name), [(line, _unescaped(value)) for line, value in self.emails])


def read_vcard(lines: list[bytes]) -> Iterator[Contact]:
    """One contact for each card, also for the card of an assistant (AGENT) inside a card.

    A card that does not end is one, too.
    """
    cards: list[Card] = []
    done: list[Card] = []
    for line, kind, parameters, value in _properties(lines):
        if kind == "BEGIN":
            cards.append(Card(line))
        elif kind == "END" and cards:
            done.append(cards.pop())
        elif cards:
            _add(cards[-1], line, kind, _decoded(parameters, value))
        if not cards or len(cards) > MAX_NESTED_CARDS:
            yield from _in_order([*done, *cards[:-1]])
            cards, done = cards[-1:], []
    yield from _in_order([*done, *cards])


def _in_order(cards: list[Card]) -> Iterator[Contact]:
    return (card.contact() for card in sorted(cards, key=lambda card: card.line))


def _add(card: Card, line: int, kind: str, value: str) -> None:
    if kind == "EMAIL":
        card.emails.append((line, value))
    elif kind == "FN":
        card.full_name = card.full_name or value
    elif kind == "N":
        card.name_parts = card.name_parts or value


def _decoded(parameters: bytes, value: bytes) -> str:
    """The value of a line, decoded from quoted-printable and its charset."""
    if b"QUOTED-PRINTABLE" in parameters.upper():
        value = quopri.decodestring(value)
    charset = _CHARSET.search(parameters)
    return decode(value, charset[1].decode() if charset else "")


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value)


def _properties(lines: list[bytes]) -> Iterator[tuple[int, str, bytes, bytes]]:
    """Line, name, parameters and value of each property that is read here."""
    for line, content in _logical_lines(lines):
        if match := _PROPERTY.fullmatch(content[:MAX_LINE_BYTES]):
            yield line, match[1].upper().decode(), match[2], match[3]


def _logical_lines(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines joined with their continuation lines, each with the number of its first line.

    A continuation line begins with white space, of which one character belongs to the fold: but in version 2.1, where it
    belongs to the value, unless that is an address. After a quoted-printable line that ends with "=" every line is one, and white space at its
    beginning is no value.
    """
    first, parts, is_quoted, is_email, is_2_1 = 0, [b""], False, False, False
    for number, line in enumerate(lines, 1):
        if is_quoted and parts[-1].endswith(b"="):
            parts[-1] = parts[-1][:-1]
            parts.append(line.lstrip(b" \t"))
        elif line[:1] in (b" ", b"\t"):
            parts.append(line if is_2_1 and not is_email else line[1:])
        else:
            yield first, b"".join(parts)
            first, parts, head = number, [line], line[:MAX_PARAMETER_BYTES].partition(b":")[0].upper()
            is_quoted, is_email = b"QUOTED-PRINTABLE" in head, b"EMAIL" in head
            if line[:8].upper() == b"VERSION:":
                is_2_1 = line[8:].strip() == b"2.1"
    yield first, b"".join(parts)
