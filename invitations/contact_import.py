"""Address books: what a person typed, a CSV file of any kind or a vCard file → the addresses in it, in their order.

Nothing here raises for what stands in a file: a line that cannot be used is entries with its number.
"""

from __future__ import annotations

import csv
import io
import quopri
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from network.common.validators import single_line
from network.members.models import normalise_address

MAX_ADDRESS_LENGTH = 254
MAX_ADDRESSES = 1000
"""So many addresses are taken at once, and so many bad lines entries; one more is read, so that it shows."""
MAX_LINES = 20_000
"""A file is read up to here, and the line after it is entries as one that was not."""
SAMPLE_LINES = 200
MAX_SHOWN_CHARACTERS = 80
DELIMITERS = ",;\t|"
ENCODINGS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
WHOLE_NAMES = {
    "name",
    "full name",
    "display name",
    "nome completo",
    "nome e cognome",
    "الاسم",
    "الاسم الكامل",
}
PARTS_OF_NAMES = {
    "first name", "given name", "middle name", "last name", "family name", "surname",
    "nome", "cognome", "الاسم الأول", "اسم العائلة",
}  # fmt: skip

_AROUND_ADDRESSES = re.compile(r"[\s<>()\[\],;:|\"]+")
_QUOTED_NAME = re.compile(r'"[^"\n]*"(?=\s*<)')
_IN_BRACKETS = re.compile(r"<([^<>]*)>\s*$")
_VCARD_LINE = re.compile(
    r"""(?:[\w-]+\.)?(BEGIN|EMAIL|FN|N)((?:;(?:[^":]++|"[^"]*+")*+)?):(.*)""", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(r"CHARSET=([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    address: str
    line: int
    name: str = ""


@dataclass(frozen=True)
class UnreadableLine:
    """A line in which an address should stand and none does."""

    line: int
    text: str


@dataclass
class AddressBook:
    """`entries` hold each address once."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[UnreadableLine] = field(default_factory=list)

    def without(self, addresses: Iterable[str]) -> AddressBook:
        """The same without one's own."""
        own = set(addresses)
        return AddressBook([entry for entry in self.entries if entry.address not in own], self.unreadable)


def parse_address(word: str) -> str:
    """The word in the form in which addresses are stored; empty if it is none."""
    address = normalise_address(word)
    if len(address) > MAX_ADDRESS_LENGTH:
        return ""
    try:
        single_line(address)
        validate_email(address)
    except ValidationError:
        return ""
    return address


def split_addresses(text: str) -> list[str]:
    """The words that a person meant as addresses, each once: with commas or lines between, `Name <address>` too."""
    words: list[str] = []
    for piece in re.split(r"[,;\r\n]+", _QUOTED_NAME.sub("", text)):
        named = _IN_BRACKETS.search(piece)
        words += named[1].split() if named else piece.split()
    return list(dict.fromkeys(normalise_address(word) for word in words))


def read_file(content: bytes, name: str) -> AddressBook:
    """The addresses of a file, by its content and name."""
    text = _decoded(content).replace("\x00", "")
    is_vcard = name.lower().endswith((".vcf", ".vcard")) or text[:200].lstrip().upper().startswith("BEGIN:")
    file = io.StringIO(text, newline=None)
    lines = list(islice(file, MAX_LINES))
    book = _deduplicate(_cards(lines) if is_vcard else _rows(lines))
    book.unreadable += [UnreadableLine(MAX_LINES + 1, "…")] if file.read(1) else []
    return book


def _decoded(content: bytes) -> str:
    """UTF-16 where its mark says so, UTF-8 where it is, else Latin-1, in which every byte is a letter."""
    for mark, encoding in ENCODINGS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _deduplicate(found: Iterable[Entry | UnreadableLine]) -> AddressBook:
    book, seen = AddressBook(), set()
    for each in found:
        if len(book.entries) > MAX_ADDRESSES:
            break
        if isinstance(each, UnreadableLine):
            book.unreadable += [each] if len(book.unreadable) < MAX_ADDRESSES else []
        elif each.address not in seen:
            seen.add(each.address)
            book.entries.append(each)
    return book


def _addresses_in(text: str) -> tuple[list[str], list[str]]:
    """Addresses, and words that look like one and are none. Signs with which a formula begins are taken away."""
    looking_like_one = (word for word in _AROUND_ADDRESSES.split(text) if "@" in word)
    words = list(dict.fromkeys(word.lstrip("=+-'").rstrip(".'") for word in looking_like_one))
    found = [parse_address(word) for word in words]
    return [each for each in found if each], [w for w, each in zip(words, found, strict=True) if not each]


def _entries_of_field(line: int, name: str, text: str) -> Iterator[Entry | UnreadableLine]:
    """What one field of a file has to say."""
    found, bad = _addresses_in(text)
    yield from (Entry(address, line, name) for address in found)
    yield from (UnreadableLine(line, word[:MAX_SHOWN_CHARACTERS]) for word in bad)


def _rows(lines: list[str]) -> Iterator[Entry | UnreadableLine]:
    """A CSV file: cut at the sign that leaves most cells an address; the first row names the columns if it has none."""
    delimiter = max(DELIMITERS, key=lambda sign: _whole_addresses(_table(lines[:SAMPLE_LINES], sign)))
    header: list[str] = []
    for number, (line, cells) in enumerate(_table(lines, delimiter)):
        if number == 0 and "@" not in "".join(cells):
            header = cells
            continue
        entries = list(_entries_of_field(line, _name_in(cells, header), "\n".join(cells)))
        yield from entries or (
            [UnreadableLine(line, " ".join(cells).strip()[:MAX_SHOWN_CHARACTERS])] if any(cells) else []
        )


def _table(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line. A field that is too long is left out, and the rest goes on."""
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    while True:
        line = rows.line_num + 1
        try:
            cells = [cell.strip() for cell in next(rows)]
        except StopIteration:
            return
        except csv.Error:
            cells = ["…"]
        yield line, cells


def _whole_addresses(rows: Iterable[tuple[int, list[str]]]) -> int:
    return sum(1 for _line, cells in rows for cell in cells if "@" in cell and parse_address(cell))


def _name_in(cells: list[str], header: list[str]) -> str:
    """As the header says, else the first cell with letters and without an address."""
    columns = [name.strip().lower() for name in header]
    for known in (WHOLE_NAMES, PARTS_OF_NAMES):
        parts = [
            cell for name, cell in zip(columns, cells, strict=False) if name in known and "@" not in cell
        ]
        if any(parts):
            return _plain(" ".join(parts))
    wordy = (cell for cell in cells if "@" not in cell and any(sign.isalpha() for sign in cell))
    return _plain(next(wordy, ""))


def _plain(name: str) -> str:
    """A name as it can stand on a line of its own before an address."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f<>,;\"=@]+", " ", name).split())[:MAX_SHOWN_CHARACTERS]


def _cards(lines: list[str]) -> Iterator[Entry | UnreadableLine]:
    """A vCard file: each address with the name of its card, however many cards and addresses a card there are."""
    card: list[tuple[int, str, str]] = []
    for line, content in _logical_lines(lines):
        known = _VCARD_LINE.fullmatch(content)
        if known and known[1].upper() == "BEGIN":
            yield from _entries_of_card(card)
            card = []
        elif known:
            card.append((line, known[1].upper(), _value(known[2], known[3])))
    yield from _entries_of_card(card)


def _entries_of_card(card: list[tuple[int, str, str]]) -> Iterator[Entry | UnreadableLine]:
    named = {kind: value for _line, kind, value in card if kind != "EMAIL"}
    name = _plain(named.get("FN") or " ".join(reversed(named.get("N", "").split(";")[:2])))
    for line, kind, value in card:
        if kind == "EMAIL":
            yield from list(_entries_of_field(line, name, value)) or [
                UnreadableLine(line, value[:MAX_SHOWN_CHARACTERS] or name)
            ]


def _value(parameters: str, value: str) -> str:
    """What stands on a line of a card, decoded and unescaped."""
    if "QUOTED-PRINTABLE" in parameters.upper():
        charset = _CHARSET.search(parameters)
        raw = quopri.decodestring(value.encode())
        try:
            value = raw.decode(charset[1] if charset else "utf-8", errors="replace")
        except (LookupError, ValueError):
            value = raw.decode(errors="replace")
    return re.sub(r"\\(.)", r"\1", value)


def _logical_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines put together again: folded ones begin with a space, quoted-printable ones end with `=`."""
    first, parts = 0, [""]
    for number, line in enumerate((line.rstrip("\n") for line in lines), 1):
        soft = parts[-1].endswith("=") and "quoted-printable" in parts[0].lower()
        if soft or line[:1] in (" ", "\t"):
            parts.append(f"\n{line}" if soft else line[1:])
            continue
        yield first, "".join(parts)
        first, parts = number, [line]
    yield first, "".join(parts)
