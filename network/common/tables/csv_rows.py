"""Rows of a CSV file that may be of any size and come from anybody: they are read one by one, so memory stays flat.

The encoding is UTF-8, UTF-16 or Windows-1252, the separator a comma, a semicolon or a tab.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO, AnyStr, BinaryIO, NamedTuple

from network.common.tables.decoding import SAMPLE_BYTES, decode, utf16_of

SEPARATORS = ",;\t"
MAX_LINE = 100_000
"""The most bytes of a line. A longer one is unreadable, whole."""
MAX_LINES_OF_A_ROW = 20
"""More in one row mean that a quotation mark is missing: the row is unreadable, and its second line begins another."""
_SEPARATOR_LINE = re.compile(r"\"?sep=([,;\t])\"?\s*", re.IGNORECASE)
_TOO_LONG = '"" ""\n'
"""A line that `csv` refuses."""


class Row(NamedTuple):
    """The number of the first line, and the cells without white space around them; None where they cannot be read."""

    line: int
    cells: list[str] | None


class _TooManyLines(Exception):
    pass


class _Lines(Iterator[str]):
    """The lines of a file with their ends. Whoever reads a row of several lines may go back to its second one."""

    def __init__(self, file: BinaryIO) -> None:
        self.number = 0
        self._texts = _texts(file)
        self._again: deque[str] = deque()
        self._row: list[str] = []

    def __next__(self) -> str:
        if len(self._row) == MAX_LINES_OF_A_ROW:
            raise _TooManyLines
        text = self._again.popleft() if self._again else next(self._texts)
        self._row.append(text)
        self.number += 1
        return text

    def begin_row(self) -> None:
        self._row = []

    def go_back(self, kept: int) -> None:
        """Return the lines of this row, but for the first ones, again."""
        again = self._row[kept:]
        self._again.extendleft(reversed(again))
        self.number -= len(again)


def read_rows(file: BinaryIO) -> Iterator[Row]:
    """Every row that is not blank, in a file that can seek."""
    lines = _Lines(file)
    separator = _separator_of(lines)
    while True:
        lines.begin_row()
        number = lines.number + 1
        try:
            cells = [cell.strip() for cell in next(csv.reader(lines, delimiter=separator, strict=True))]
        except StopIteration:
            return
        except (csv.Error, _TooManyLines):
            lines.go_back(kept=1)
            yield Row(number, None)
        else:
            if any(cells):
                yield Row(number, cells)


def _separator_of(lines: _Lines) -> str:
    """The one that a first line such as `sep=;` names; else the one that stands most often in the first line with text."""
    for text in lines:
        if match := _SEPARATOR_LINE.fullmatch(text):
            return match[1]
        if text.strip():
            lines.go_back(kept=0)
            return max(SEPARATORS, key=text.count)
        lines.begin_row()
    return SEPARATORS[0]


def _texts(file: BinaryIO) -> Iterator[str]:
    encoding = utf16_of(file.read(SAMPLE_BYTES))
    file.seek(0)
    if encoding:
        text = TextIOWrapper(file, encoding, errors="replace", newline="")
        yield from (_TOO_LONG if line is None else line for line in _bounded(text, "\n"))
        text.detach()
        return
    for number, line in enumerate(_bounded(file, b"\n")):
        text_of_line = _TOO_LONG if line is None else decode(line)
        yield text_of_line if number else text_of_line.removeprefix("\ufeff")


def _bounded(file: IO[AnyStr], end: AnyStr) -> Iterator[AnyStr | None]:
    """The lines; None for each that is too long."""
    while line := file.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(end):
            yield line
        else:
            while line and not line.endswith(end):
                line = file.readline(MAX_LINE)
            yield None
