"""Contacts of a CSV file, one in each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from invitations.contact_import.book import Contact
from invitations.contact_import.typed import AT_SIGNS, parse_address, words_of_field
from network.common.tables import headings
from network.common.tables.decoding import decode

DELIMITERS = ",;\t|"
SAMPLE_LINES, SAMPLE_CHARACTERS = 200, 20_000
MAX_PREAMBLE_ROWS, MAX_HEADINGS = 20, 300
MAX_ADDRESS_CELL = 320
_PART = r"[^@\s,;|:<>\"]+"
_ADDRESS = re.compile(rf"[<'\"=+ ]*(?:smtp:|mailto:)?{_PART}@{_PART}\.{_PART}>?", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE)

Row = tuple[int, list[str]]
"""The number of the first line of a row, and its cells."""


def read_csv(lines: list[bytes]) -> Iterator[Contact]:
    """One contact for each row that is not blank.

    The delimiter stands in a first line such as `sep=;`; else it is the one with which most cells of the first lines are
    addresses. Where the header names columns for addresses, only these are read; else all cells are.
    """
    texts = [f"{decode(line)}\n" for line in lines]
    delimiter = _take_separator_line(texts) or _delimiter_of(texts)
    rows = ((line, cells) for line, cells in _rows(texts, delimiter) if any(cells))
    first = list(islice(rows, SAMPLE_LINES))
    header, skipped = _header_of(first)
    columns = Columns(header, [cells for _line, cells in first[skipped:]])
    for line, cells in chain(first[skipped:], rows):
        yield Contact(columns.name_in(cells), [(line, cell) for cell in columns.addresses_in(cells)])


class Columns:
    """Which cells of a row are names and addresses, by the header, which may be empty."""

    def __init__(self, header: list[str], sample: list[list[str]]) -> None:
        names = [headings.normalise(heading) for heading in header]
        self._names = [
            [place for place, name in enumerate(names) if name in headings.FULL_NAME],
            [
                place
                for kind in (headings.GIVEN_NAME, headings.MIDDLE_NAME, headings.FAMILY_NAME)
                for place, name in enumerate(names)
                if name in kind
            ],
        ]
        self._emails = [place for place, heading in enumerate(header) if headings.is_email(heading)]
        if not self._hold_addresses(sample):
            self._emails = []

    def _hold_addresses(self, sample: list[list[str]]) -> bool:
        """False where the addresses stand in other columns, under "Contact" beside "E-mail consent", for example."""
        in_columns = any(_is_address(cell) for cells in sample for cell in _at(cells, self._emails))
        return in_columns or not any(_is_address(cell) for cells in sample for cell in cells)

    def addresses_in(self, cells: list[str]) -> list[str]:
        """The cells for addresses that are not empty; without such columns, all cells with an "@"."""
        if self._emails:
            return [cell for cell in _at(cells, self._emails) if cell]
        return [cell for cell in cells if AT_SIGNS.search(cell)]

    def name_in(self, cells: list[str]) -> str:
        """The name in the columns that the header calls so, else in the first cell with letters and no address."""
        for places in self._names:
            if name := " ".join(cell for cell in _at(cells, places) if "@" not in cell).strip():
                return name
        return next((cell for cell in cells if "@" not in cell and any(map(str.isalpha, cell))), "")


def _at(cells: list[str], places: list[int]) -> Iterator[str]:
    return (cells[place] for place in places if place < len(cells))


def _take_separator_line(texts: list[str]) -> str:
    """The delimiter that the first line names; the line is emptied. Empty if it names none."""
    match = _SEPARATOR_LINE.fullmatch(texts[0].strip(" \n")) if texts else None
    if match is None:
        return ""
    texts[0] = "\n"
    return match[1]


def _delimiter_of(texts: list[str]) -> str:
    """By the first lines, and of a long line by its beginning."""
    sample, left = [], SAMPLE_CHARACTERS
    for text in texts[:SAMPLE_LINES]:
        sample.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return max(DELIMITERS, key=lambda delimiter: _count_addresses(_rows(sample, delimiter)))


def _rows(texts: list[str], delimiter: str) -> Iterator[Row]:
    """A row with a field that is too long becomes a single "…"."""
    rows = csv.reader(texts, delimiter=delimiter, skipinitialspace=True)
    while True:
        line = rows.line_num + 1
        try:
            cells = [cell.strip() for cell in next(rows)]
        except StopIteration:
            return
        except csv.Error:
            cells = ["…"]
        yield line, cells


def _count_addresses(rows: Iterable[Row]) -> int:
    return sum(_is_address(cell) for _line, cells in rows for cell in cells)


def _is_address(cell: str) -> bool:
    """Whether the cell looks like one address and nothing else."""
    return "@" in cell and len(cell) <= MAX_ADDRESS_CELL and bool(_ADDRESS.fullmatch(cell))


def _holds_address(cell: str) -> bool:
    return any(map(parse_address, islice(words_of_field(cell[:MAX_ADDRESS_CELL]), 3)))


def _header_of(rows: list[Row]) -> tuple[list[str], int]:
    """The header, and the number of rows up to it.

    It is the first row with a heading for addresses, before any address; what stands above is an introduction. Else it is
    the first row, if that has no address.
    """
    first_rows = [cells[:MAX_HEADINGS] for _line, cells in rows[:MAX_PREAMBLE_ROWS]]
    for number, cells in enumerate(first_rows):
        if any(map(_is_address, cells)):
            break
        if any(map(headings.is_email, cells)):
            return cells, number + 1
    has_header = bool(first_rows) and not any(map(_holds_address, first_rows[0]))
    return (first_rows[0], 1) if has_header else ([], 0)
