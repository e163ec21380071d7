"""Read e-mail addresses from typed text, CSV files and vCard files, in their order.

No content of a file raises an exception: a line that cannot be read is returned as an `UnreadableLine`.
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

from network.common import addresses
from network.common.addresses import normalise_address

MAX_ADDRESSES = 1000
"""The most addresses, and unreadable lines, of one file. One address more is read, so that the form can reject it."""
MAX_LINES = 20_000
"""The most lines that are read of a file; the next one is returned as unreadable."""
SAMPLE_LINES = 200
MAX_SHOWN_CHARACTERS = 80
DELIMITERS = ",;\t|"
ENCODINGS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
FULL_NAME_COLUMNS = {
    "name",
    "full name",
    "display name",
    "nome completo",
    "nome e cognome",
    "الاسم",
    "الاسم الكامل",
}
NAME_PART_COLUMNS = {
    "first name", "given name", "middle name", "last name", "family name", "surname",
    "nome", "cognome", "الاسم الأول", "اسم العائلة",
}  # fmt: skip

_AROUND_ADDRESSES = re.compile(r"[\s<>()\[\],;:|\"]+")
_QUOTED_NAME = re.compile(r'"[^"\n]*"(?=\s*<)')
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SEPARATORS = re.compile(r"[;\u061b\uff1b\r\n\u2028\u2029]+")
_WORD_SEPARATORS = re.compile(r"[\s,\u060c\uff0c\u3001]+")
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
    """A line in which an address was expected and none was found."""

    line: int
    text: str


@dataclass
class AddressBook:
    """The content of a file. `entries` contain each address once."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[UnreadableLine] = field(default_factory=list)

    def without(self, addresses: Iterable[str]) -> AddressBook:
        """A copy without the entries of these addresses."""
        excluded = set(addresses)
        entries = [entry for entry in self.entries if entry.address not in excluded]
        return AddressBook(entries, self.unreadable)


def parse_address(word: str) -> str:
    """The address in its canonical form; empty if the word is not an address."""
    try:
        return addresses.parse_address(word)
    except ValidationError:
        return ""


def split_addresses(text: str) -> list[str]:
    """The words of a typed text that are meant as addresses, without duplicates.

    They are separated by white space, commas, semicolons or line breaks of any script; numbers and bullets of a list are
    left out. Where an address stands in brackets, as in `Neri, Dora <dora@example.net>`, what has no "@" is a name.
    """
    words: list[str] = []
    for part in _SEPARATORS.split(text):
        in_brackets = [text for text in _IN_BRACKETS.findall(part) if "@" in text]
        outside = _WORD_SEPARATORS.split(_IN_BRACKETS.sub(" ", _QUOTED_NAME.sub("", part)))
        words += [*in_brackets, *(word for word in outside if "@" in word or not in_brackets)]
    meant = (word for word in words if any(character.isalpha() for character in word))
    return list(dict.fromkeys(normalise_address(word) for word in meant))


def read_file(content: bytes, name: str) -> AddressBook:
    """The addresses of a CSV or vCard file; its content and name tell which it is."""
    text = _decode(content).replace("\x00", "")
    is_vcard = name.lower().endswith((".vcf", ".vcard")) or text[:200].lstrip().upper().startswith("BEGIN:")
    file = io.StringIO(text, newline=None)
    lines = list(islice(file, MAX_LINES))
    book = _deduplicate(_read_vcard(lines) if is_vcard else _read_csv(lines))
    book.unreadable += [UnreadableLine(MAX_LINES + 1, "…")] if file.read(1) else []
    return book


def _decode(content: bytes) -> str:
    """Decode by the byte order mark, else as UTF-8, else as Latin-1, which decodes any bytes."""
    for byte_order_mark, encoding in ENCODINGS.items():
        if content.startswith(byte_order_mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _deduplicate(items: Iterable[Entry | UnreadableLine]) -> AddressBook:
    """The first entry of each address, and the unreadable lines, up to the maximum."""
    book, seen = AddressBook(), set()
    for item in items:
        if len(book.entries) > MAX_ADDRESSES:
            break
        if isinstance(item, UnreadableLine):
            book.unreadable += [item] if len(book.unreadable) < MAX_ADDRESSES else []
        elif item.address not in seen:
            seen.add(item.address)
            book.entries.append(item)
    return book


def _addresses_in(text: str) -> tuple[list[str], list[str]]:
    """Addresses, and words with "@" that are not addresses. Characters that begin a formula are removed."""
    candidates = (word for word in _AROUND_ADDRESSES.split(text) if "@" in word)
    words = list(dict.fromkeys(word.lstrip("=+-'").rstrip(".'") for word in candidates))
    address_by_word = {word: parse_address(word) for word in words}
    addresses = [address for address in address_by_word.values() if address]
    return addresses, [word for word, address in address_by_word.items() if not address]


def _entries_of_field(line: int, name: str, text: str) -> Iterator[Entry | UnreadableLine]:
    """The entries and unreadable words of one field of a file."""
    addresses, unreadable = _addresses_in(text)
    yield from (Entry(address, line, name) for address in addresses)
    yield from (UnreadableLine(line, word[:MAX_SHOWN_CHARACTERS]) for word in unreadable)


def _read_csv(lines: list[str]) -> Iterator[Entry | UnreadableLine]:
    """The entries of a CSV file. The first row is a header if it contains no "@".

    The delimiter is the one with which most cells of the first lines are addresses.
    """
    sample = lines[:SAMPLE_LINES]
    delimiter = max(DELIMITERS, key=lambda character: _count_addresses(_csv_rows(sample, character)))
    header: list[str] = []
    for number, (line, cells) in enumerate(_csv_rows(lines, delimiter)):
        if number == 0 and "@" not in "".join(cells):
            header = cells
            continue
        entries = list(_entries_of_field(line, _name_in(cells, header), "\n".join(cells)))
        yield from entries or (
            [UnreadableLine(line, " ".join(cells).strip()[:MAX_SHOWN_CHARACTERS])] if any(cells) else []
        )


def _csv_rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line. A row with a field that is too long becomes a single "…"."""
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


def _count_addresses(rows: Iterable[tuple[int, list[str]]]) -> int:
    return sum(1 for _line, cells in rows for cell in cells if "@" in cell and parse_address(cell))


def _name_in(cells: list[str], header: list[str]) -> str:
    """The name in the columns that the header calls so, else in the first cell with letters and without an address."""
    columns = [column.strip().lower() for column in header]
    for name_columns in (FULL_NAME_COLUMNS, NAME_PART_COLUMNS):
        parts = [
            cell
            for column, cell in zip(columns, cells, strict=False)
            if column in name_columns and "@" not in cell
        ]
        if any(parts):
            return _clean_name(" ".join(parts))
    with_letters = (cell for cell in cells if "@" not in cell and any(map(str.isalpha, cell)))
    return _clean_name(next(with_letters, ""))


def _clean_name(name: str) -> str:
    """The name without characters that would break the line `Name <address>`, shortened."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f<>,;\"=@]+", " ", name).split())[:MAX_SHOWN_CHARACTERS]


def _read_vcard(lines: list[str]) -> Iterator[Entry | UnreadableLine]:
    """The entries of a vCard file, which may hold many cards: each address with the name of its card."""
    card: list[tuple[int, str, str]] = []
    for line, content in _logical_lines(lines):
        match = _VCARD_LINE.fullmatch(content)
        if match and match[1].upper() == "BEGIN":
            yield from _entries_of_card(card)
            card = []
        elif match:
            card.append((line, match[1].upper(), _decode_value(match[2], match[3])))
    yield from _entries_of_card(card)


def _entries_of_card(card: list[tuple[int, str, str]]) -> Iterator[Entry | UnreadableLine]:
    names = {kind: value for _line, kind, value in card if kind != "EMAIL"}
    name = _clean_name(names.get("FN") or " ".join(reversed(names.get("N", "").split(";")[:2])))
    for line, kind, value in card:
        if kind == "EMAIL":
            yield from list(_entries_of_field(line, name, value)) or [
                UnreadableLine(line, value[:MAX_SHOWN_CHARACTERS] or name)
            ]


def _decode_value(parameters: str, value: str) -> str:
    """The value of a line of a card, decoded from quoted-printable and unescaped."""
    if "QUOTED-PRINTABLE" in parameters.upper():
        charset = _CHARSET.search(parameters)
        raw = quopri.decodestring(value.encode())
        try:
            value = raw.decode(charset[1] if charset else "utf-8", errors="replace")
        except (LookupError, ValueError):
            value = raw.decode(errors="replace")
    return re.sub(r"\\(.)", r"\1", value)


def _logical_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines joined with their continuation lines, each with the number of its first line.

    A continuation line begins with white space, or follows a quoted-printable line that ends with `=`.
    """
    first, parts = 0, [""]
    for number, line in enumerate((line.rstrip("\n") for line in lines), 1):
        soft_break = parts[-1].endswith("=") and "quoted-printable" in parts[0].lower()
        if soft_break or line[:1] in (" ", "\t"):
            parts.append(f"\n{line}" if soft_break else line[1:])
            continue
        yield first, "".join(parts)
        first, parts = number, [line]
    yield first, "".join(parts)
