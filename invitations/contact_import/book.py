"""What is found in a file: entries with an address, lines that cannot be read, a number of contacts without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from invitations.contact_import.typed import MAX_ADDRESSES, parse_address, words_of_field

MAX_WORDS = 10_000
"""The most words of a file that are looked at as addresses. What follows is returned as unreadable."""
MAX_SHOWN_CHARACTERS = 80
MAX_NAME_CHARACTERS = 1000
_BREAKS_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029<>,;\"=@]+")


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


@dataclass(frozen=True)
class Contact:
    """A row, card or record: its name, and the fields for addresses, each with the number of its line."""

    name: str
    fields: list[tuple[int, str]]


@dataclass
class AddressBook:
    """The content of a file. `entries` contain each address once; `without_address` counts contacts that have none."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[UnreadableLine] = field(default_factory=list)
    without_address: int = 0

    def without(self, addresses: Iterable[str]) -> AddressBook:
        """A copy without the entries of these addresses."""
        excluded = set(addresses)
        entries = [entry for entry in self.entries if entry.address not in excluded]
        return AddressBook(entries, self.unreadable, self.without_address)


def collect(contacts: Iterable[Contact]) -> AddressBook:
    """The first entry of each address, and the unreadable lines, up to the maximum."""
    book, seen, left = AddressBook(), set[str](), MAX_WORDS
    for contact in contacts:
        words = list(islice(_words(contact), left + 1))
        left -= len(words)
        book.without_address += not words
        for line, word in dict.fromkeys(words):
            address = parse_address(word)
            if address and address not in seen:
                seen.add(address)
                book.entries.append(Entry(address, line, clean_name(contact.name)))
            elif not address:
                _add_unreadable(book, line, word)
        if left < 0:
            _add_unreadable(book, words[-1][0], "…")
        if left < 0 or len(book.entries) > MAX_ADDRESSES:
            break
    del book.entries[MAX_ADDRESSES + 1 :]
    return book


def _words(contact: Contact) -> Iterator[tuple[int, str]]:
    return ((line, word) for line, text in contact.fields for word in words_of_field(text))


def _add_unreadable(book: AddressBook, line: int, text: str) -> None:
    if len(book.unreadable) < MAX_ADDRESSES:
        book.unreadable.append(UnreadableLine(line, text[:MAX_SHOWN_CHARACTERS]))


def clean_name(name: str) -> str:
    """The name without characters that would break the line `Name <address>`, shortened."""
    return " ".join(_BREAKS_A_NAME.sub(" ", name[:MAX_NAME_CHARACTERS]).split())[:MAX_SHOWN_CHARACTERS]
