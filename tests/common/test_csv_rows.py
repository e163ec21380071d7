"""Rows of a CSV file in any encoding, with any separator and of any size."""

import io
import tracemalloc

import pytest

from network.common.tables.csv_rows import MAX_LINES_OF_A_ROW, read_rows

TEXT = "name{0}e-mail\nZoë{0}zoe@example.org\n"


def rows_of(content):
    return list(read_rows(io.BytesIO(content.encode() if isinstance(content, str) else content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator(encoding, separator):
    rows = rows_of(TEXT.format(separator).encode(encoding))
    assert [row.cells for row in rows] == [["name", "e-mail"], ["Zoë", "zoe@example.org"]]


def test_a_first_line_may_name_the_separator():
    assert rows_of("sep=;\r\na;b,c\r\n") == [(2, ["a", "b,c"])]


def test_a_line_break_in_quotes_belongs_to_its_row_and_blank_lines_count():
    assert rows_of('a,b\r\n\r\n"x\r\ny",z\r\nlast,one') == [
        (1, ["a", "b"]), (3, ["x\r\ny", "z"]), (5, ["last", "one"]),
    ]  # fmt: skip


def test_after_a_missing_quotation_mark_the_next_line_is_read():
    text = 'a,b\n"open,x\n' + "".join(f"{n},y\n" for n in range(3, 50))
    assert rows_of(text)[1:4] == [(2, None), (3, ["3", "y"]), (4, ["4", "y"])]
    assert len(rows_of(text)) == 49


def test_a_missing_quotation_mark_in_the_last_lines():
    assert rows_of('a,b\n"open,x\nc,d\n') == [(1, ["a", "b"]), (2, None), (3, ["c", "d"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_of_a_megabyte_is_unreadable_and_the_next_is_read(encoding):
    text = f"a,b\n{'x' * 1_000_000},y\nc,d\n"
    assert rows_of(text.encode(encoding)) == [(1, ["a", "b"]), (2, None), (3, ["c", "d"])]


def test_nothing_in_a_file_is_an_error():
    for content in (b"", b"\n\n", b"\x00\x00", bytes(range(256)) * 40, b'"' * 999, b"\xff\xfe\x00"):
        rows_of(content)


def test_a_long_row_of_lines_is_bounded():
    assert rows_of('a\n"' + "x\n" * (MAX_LINES_OF_A_ROW - 1) + '"\n')[1].cells is not None


def peak_of_reading(lines: int) -> int:
    content = io.BytesIO(b"name,mail\n" + b"Nina Nuova,nina@example.org\n" * lines)
    tracemalloc.start()
    assert sum(1 for _row in read_rows(content)) == lines + 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file():
    peak_of_reading(10)
    long = min(peak_of_reading(20_000) for _ in range(3))  # threads of earlier tests are measured too
    assert long < peak_of_reading(200) + 100_000
