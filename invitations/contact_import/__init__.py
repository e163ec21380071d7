"""Read e-mail addresses from typed text and from CSV, vCard and LDIF files, in their order.

No content of a file raises an exception: what cannot be read is returned as an `UnreadableLine`. Everything is bounded
(lines, columns of a heading, nested cards, words that may be addresses) and read in linear time.

CSV is split by the standard library. vCard and LDIF have short readers of their own, because files are untrusted:
vobject takes exponential time for a line with many parameters, and `ldif` 4.3 joins folded lines one by one (300 kB of
folds take 0.15 s, 600 kB 0.5 s, 1.2 MB 2 s; here 0.008, 0.010 and 0.021 s, in folds of one character, of which
`MAX_LINES` are read). Neither knows the bytes of a `CHARSET`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from invitations.contact_import.book import AddressBook, Contact, Entry, UnreadableLine, collect
from invitations.contact_import.csv_file import read_csv
from invitations.contact_import.ldif import read_ldif
from invitations.contact_import.typed import MAX_ADDRESSES, parse_address, split_addresses
from invitations.contact_import.vcard import read_vcard
from network.common.tables.decoding import split_lines

__all__ = [
    "MAX_ADDRESSES", "MAX_LINES", "AddressBook", "Entry", "UnreadableLine", "parse_address", "read_file",
    "split_addresses",
]  # fmt: skip

MAX_LINES = 20_000
"""The most lines that are read of a file; the next one is returned as unreadable."""
_VCARD = re.compile(rb"\s*BEGIN:\s*VCARD\b", re.IGNORECASE)
_LDIF = re.compile(rb"(?:dn:|version:\s*\d)", re.IGNORECASE)


def read_file(content: bytes, name: str) -> AddressBook:
    """The addresses of a CSV, vCard or LDIF file; its content and name tell which it is."""
    lines = split_lines(content)
    reader = _reader_of(lines, name.lower())
    book = collect(reader(lines[:MAX_LINES]))
    if len(lines) > MAX_LINES:
        book.unreadable.append(UnreadableLine(MAX_LINES + 1, "…"))
    return book


def _reader_of(lines: list[bytes], name: str) -> Callable[[list[bytes]], Iterator[Contact]]:
    first = next((line for line in lines if line.strip() and not line.startswith(b"#")), b"")
    if _VCARD.match(first) or name.endswith((".vcf", ".vcard")):
        return read_vcard
    if _LDIF.match(first) or name.endswith((".ldif", ".ldi")):
        return read_ldif
    return read_csv
