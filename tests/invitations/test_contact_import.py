"""Reading addresses from CSV and vCard files and from typed text, including malformed and hostile input."""

import pytest

from invitations import contact_import
from invitations.contact_import import MAX_ADDRESSES, read_file, split_addresses

DORA, ELIO = "dora@example.org", "elio@example.org"


def entries(content: bytes | str, name: str = "book.csv") -> list[tuple[str, int, str]]:
    """Address, line number and name of each entry of a file."""
    book = read_file(content.encode() if isinstance(content, str) else content, name)
    return [(entry.address, entry.line, entry.name) for entry in book.entries]


def unreadable(content: str, name: str = "book.csv") -> list[tuple[int, str]]:
    """Line number and text of each line without an address."""
    return [(line.line, line.text) for line in read_file(content.encode(), name).unreadable]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ", "])
def test_any_delimiter(delimiter):
    rows = [("Name", "Age", "E-mail"), ("Dora Neri", "40", DORA), ("Elio Neri", "41", ELIO.upper())]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert entries(text) == [(DORA, 2, "Dora Neri"), (ELIO, 3, "Elio Neri")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_any_encoding(encoding):
    assert entries(f"Zoë;{DORA}\nJosé;{ELIO}".encode(encoding)) == [(DORA, 1, "Zoë"), (ELIO, 2, "José")]


def test_no_header_and_no_names():
    assert entries(f"{DORA}\n\n{ELIO}\n{DORA}") == [(DORA, 1, ""), (ELIO, 3, "")]


def test_a_quoted_name_with_the_delimiter_in_it():
    assert entries(f'"Neri, Dora","{DORA}"') == [(DORA, 1, "Neri Dora")]


@pytest.mark.parametrize(
    "header",
    ["First Name,Last Name,E-mail 1 - Value", "Nome,Cognome,Indirizzo", "الاسم الأول,اسم العائلة,البريد"],
)
def test_the_header_names_the_name_columns(header):
    assert entries(f"{header}\nDora,Neri,{DORA} ::: {ELIO}") == [
        (DORA, 2, "Dora Neri"),
        (ELIO, 2, "Dora Neri"),
    ]


def test_a_full_name_column_has_precedence():
    assert entries(f"First Name,Display Name,Mail\nD.,Dora Neri,{DORA}") == [(DORA, 2, "Dora Neri")]


def test_an_unknown_name_column():
    assert entries(f"Id,Who,Mail\n7,Dora,{DORA}\n8,,{ELIO}") == [(DORA, 2, "Dora"), (ELIO, 3, "")]


def test_lines_without_an_address_are_listed():
    assert unreadable(f"Name,Mail\nDora,{DORA}\nElio,elio@\nFurio,\n") == [(3, "elio@"), (4, "Furio")]


def test_formulas_are_treated_as_text():
    text = f"=HYPERLINK(\"mailto:{DORA}\"),x\n=cmd|' /C calc'!A0,{ELIO}\n+{'furio@example.org'},-"
    assert [address for address, *_ in entries(text)] == [DORA, ELIO, "furio@example.org"]


VCARDS = {
    "2.1": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=A9ri;Dora=\r\n;;;\r\n"
        "EMAIL;INTERNET;HOME:dora@example.org\r\nEND:VCARD\r\n",
        (DORA, 5, "Dora Néri"),
    ),
    "3.0": (
        "BEGIN:VCARD\nVERSION:3.0\nN:Neri;Dora;;;\nFN:Neri\\, Dora\nitem1.EMAIL;TYPE=INTERNET:dora@exa\n mple.org\n",
        (DORA, 5, "Neri Dora"),
    ),
    "4.0": (
        'BEGIN:VCARD\nVERSION:4.0\nFN;SORT-AS="Neri:D":Dora Neri\nEMAIL;PREF=1;TYPE="work,x":mailto:dora@example.org\n',
        (DORA, 4, "Dora Neri"),
    ),
}


@pytest.mark.parametrize("version", VCARDS)
def test_vcards(version):
    text, entry = VCARDS[version]
    assert entries(text, "book.vcf") == entries(text, "no-name") == [entry]


def test_several_cards_with_several_addresses():
    cards = [
        f"BEGIN:VCARD\nFN:Nr {n}\nEMAIL:a{n}@example.org\nEMAIL:b{n}@example.org\nEND:VCARD\n"
        for n in range(3)
    ]
    book = entries("".join(cards), "book.vcf")
    assert [(address, name) for address, _, name in book[2:4]] == [
        ("a1@example.org", "Nr 1"),
        ("b1@example.org", "Nr 1"),
    ]
    assert len(book) == 6


def test_cards_with_invalid_addresses():
    assert unreadable("BEGIN:VCARD\nFN:Dora\nEMAIL:dora\nEMAIL:\nTEL:1\nEND:VCARD", "x.vcf") == [
        (3, "dora"),
        (4, "Dora"),
    ]


@pytest.mark.parametrize("charset", ["no-such-thing", "rot13", "undefined", "iso-8859-1"])
def test_any_charset_parameter_of_a_vcard(charset):
    name = f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Jos=E9"
    assert entries(f"BEGIN:VCARD\n{name}\nEMAIL:{DORA}", "x.vcf")[0][2].startswith("Jos")


MEGABYTE = 1024 * 1024
HOSTILE_FILES = {
    "one line": b"a" * MEGABYTE,
    "at signs": b"@" * MEGABYTE,
    "an unclosed quote": b'"' + b"x@\n" * (MEGABYTE // 3),
    "quotes": b'"' * MEGABYTE,
    "NUL": b"\x00" * MEGABYTE,
    "half of UTF-16": b"\xff\xfe" + b"\xd8" * 1001,
    "every byte": bytes(range(256)) * 1000,
    "nested cards": b"BEGIN:VCARD\n" * 80_000,
    "folds": b"EMAIL:a\n" + b" =\n" * 300_000,
    "soft breaks": b"EMAIL;quoted-printable:=\n" + b"=\n" * 500_000,
    "parameters": (b"EMAIL;" + b"a=b;" * 500 + b"\n") * 500,
    "open parameters": (b"EMAIL;" + b'a="' * 500 + b"\n") * 500,
    "empty e-mails": b"EMAIL:\n" * 140_000,
}


@pytest.mark.parametrize("suffix", ["csv", "vcf"])
@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_a_hostile_file_has_no_entries(kind, suffix):
    book = read_file(HOSTILE_FILES[kind], f"book.{suffix}")
    assert book.entries == []
    assert len(book.unreadable) <= MAX_ADDRESSES + 1


def test_a_file_is_read_up_to_the_maximum_of_lines(monkeypatch):
    monkeypatch.setattr(contact_import, "MAX_LINES", 2)
    assert entries(f"x\n{DORA}\n{ELIO}") == [(DORA, 2, "")]
    assert unreadable(f"x\n{DORA}\n{ELIO}") == [(3, "…")]
    assert unreadable(f"x\n{DORA}\n") == []


def test_a_field_that_is_too_long_is_skipped():
    assert entries(f'"{"x" * 200_000}"\n{DORA}') == [(DORA, 2, "")]


def test_reading_stops_after_the_maximum_of_addresses():
    rows = "\n".join(f"p{n}@example.org" for n in range(5000))
    assert len(read_file(rows.encode(), "x.csv").entries) == MAX_ADDRESSES + 1


def test_typed_addresses_are_split():
    text = f'"Neri, Dora" <{DORA.upper()}>, elio@example.org furio@example.org;\r\nGaia <gaia@example.org>\n{DORA}'
    assert split_addresses(text) == [DORA, ELIO, "furio@example.org", "gaia@example.org"]


@pytest.mark.parametrize("text", ["<" * 10**6, '"' * 10**6, '"a" ' * 10**5, "<" + " " * 10**6, "> " * 10**5])
def test_hostile_typed_text(text):
    assert len(split_addresses(text)) <= 2


@pytest.mark.parametrize(
    "word", ["", "a@b", "x" * 250 + "@example.org", '"\x01"@example.org', "a\u202eb@b.org"]
)
def test_an_invalid_address_is_empty(word):
    assert contact_import.parse_address(word) == ""
