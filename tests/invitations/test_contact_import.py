"""Reading addresses from CSV, vCard and LDIF files and from typed text, including malformed and hostile input."""

import pytest

from invitations import contact_import
from invitations.contact_import import MAX_ADDRESSES, book, read_file, split_addresses, typed

DORA, ELIO = "dora@example.org", "elio@example.org"


def entries(content: bytes | str, name: str = "book.csv") -> list[tuple[str, int, str]]:
    """Address, line number and name of each entry of a file."""
    found = read_file(content.encode() if isinstance(content, str) else content, name)
    return [(entry.address, entry.line, entry.name) for entry in found.entries]


def unreadable(content: str, name: str = "book.csv") -> list[tuple[int, str]]:
    """Line number and text of each line without an address."""
    return [(line.line, line.text) for line in read_file(content.encode(), name).unreadable]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ", "])
def test_any_delimiter(delimiter):
    rows = [("Name", "Age", "E-mail"), ("Dora Neri", "40", DORA), ("Elio Neri", "41", ELIO.upper())]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert entries(text) == [(DORA, 2, "Dora Neri"), (ELIO, 3, "Elio Neri")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
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


def test_invalid_addresses_are_listed():
    text = f"Name,Mail\nDora,{DORA}\nElio,elio@\nFurio,\nGaia,gaia.example.org\n"
    assert unreadable(text) == [(3, "elio@"), (5, "gaia.example.org")]
    assert read_file(text.encode(), "").without_address == 1


@pytest.mark.parametrize("row", ["Furio,,", "Furio,,Owner at Acme", "Furio,,gaia@example.org"])
def test_contacts_without_an_address_are_counted(row):
    found = read_file(f"Name,Mail,Notes\nDora,{DORA},\n{f'{row}{chr(10)}' * 862}".encode(), "")
    assert (len(found.entries), found.unreadable, found.without_address) == (1, [], 862)


def test_a_heading_that_only_looks_like_one_of_addresses():
    assert entries(f"Who,E-mail consent,Contact\nDora,yes,{DORA}") == [(DORA, 2, "Dora")]


@pytest.mark.parametrize(
    "heading",
    ["E-mail 1 - Value", "EmailAddress", "E-Mail-Adresse", "Courriel", "Correo electrónico", "الإيميل", "@"],
)
def test_a_column_of_addresses_wins(heading):
    assert entries(f"Notes,Name,{heading}\n{ELIO},Dora,{DORA}") == [(DORA, 2, "Dora")]


@pytest.mark.parametrize(
    "heading", ["E-mail Type", "E-Mail: Angezeigter Name", "نوع البريد الإلكتروني", "Mailing list"]
)
def test_a_column_beside_that_of_addresses(heading):
    assert unreadable(f"Mail,{heading}\n{DORA},SMTP") == []


@pytest.mark.parametrize("first_line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_names_the_delimiter(first_line):
    assert entries(f"{first_line}\nName;Mail\nNeri, Dora;{DORA}") == [(DORA, 3, "Neri Dora")]


def test_what_stands_above_the_header_is_skipped():
    assert entries(f"Exported for {ELIO}\n\nMail,Name\n{DORA},Dora") == [(DORA, 4, "Dora")]
    assert entries(f"{ELIO},Elio\nMail,Name\n{DORA},Dora") == [(ELIO, 1, "Elio"), (DORA, 3, "Dora")]


@pytest.mark.parametrize(
    "text", [f"SMTP:{DORA}+smtp:{ELIO}+sip:x@example.org", f"mailto:{DORA};SMTP: {ELIO}"]
)
def test_lists_of_a_directory(text):
    assert [address for address, *_ in entries(f'Proxy addresses\n"{text}"')] == [DORA, ELIO]
    assert split_addresses(text) == [DORA, ELIO]


def test_plus_signs_are_part_of_an_address():
    assert [address for address, *_ in entries("a+smtp@example.org +sip:b@c.org")] == ["a+smtp@example.org"]


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
    found = entries("".join(cards), "book.vcf")
    assert [(address, name) for address, _, name in found[2:4]] == [
        ("a1@example.org", "Nr 1"),
        ("b1@example.org", "Nr 1"),
    ]
    assert len(found) == 6


def test_cards_with_invalid_addresses():
    card = "BEGIN:VCARD\nFN:Dora\nEMAIL:dora\nEMAIL:\nTEL:1\nEND:VCARD"
    assert unreadable(card, "x.vcf") == [(3, "dora")]


@pytest.mark.parametrize("charset", ["no-such-thing", "rot13", "undefined", "iso-8859-1"])
def test_any_charset_parameter_of_a_vcard(charset):
    name = f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Jos=E9"
    assert entries(f"BEGIN:VCARD\n{name}\nEMAIL:{DORA}", "x.vcf")[0][2].startswith("Jos")


def test_a_fold_of_a_plain_value_keeps_its_blank_in_version_2_1_alone():
    cards = {
        version: f"BEGIN:VCARD\nVERSION:{version}\nFN:Dora\n Neri\nEMAIL:{DORA}" for version in ("2.1", "3.0")
    }
    assert [entries(card)[0][2] for card in cards.values()] == ["Dora Neri", "DoraNeri"]


def test_an_address_that_is_folded_in_version_2_1():
    assert entries("BEGIN:VCARD\nVERSION:2.1\nEMAIL:dora@exa\n mple.org") == [(DORA, 3, "")]


def test_a_card_inside_a_card_is_another_person():
    inner = f"AGENT:\nBEGIN:VCARD\nFN:Elio\nEMAIL:{ELIO}\nEND:VCARD\n"
    card = f"BEGIN:VCARD\nN:Neri;Dora\n{inner}EMAIL:{DORA}\nEND:VCARD\nEND:VCARD\nEMAIL:x@example.org"
    assert entries(card) == [(DORA, 8, "Dora Neri"), (ELIO, 6, "Elio")]


def test_escaped_characters_of_a_card():
    assert entries(f"BEGIN:VCARD\nN:Neri\\;Verdi;Do\\nra\nEMAIL:{DORA}")[0][2] == "Do ra Neri Verdi"


@pytest.mark.parametrize(
    ("charset", "name"),
    [("windows-1251", "Дора"), ("GB2312", "王小明"), ("Shift_JIS", "田中"), ("KOI8-R", "Дора")],
)
def test_a_charset_without_quoted_printable(charset, name):
    card = f"BEGIN:VCARD\nFN;CHARSET={charset}:{name}\nEMAIL:{DORA}".encode(charset)
    assert entries(card) == [(DORA, 3, name)]


def test_undefined_bytes_of_windows_1252_do_no_harm():
    assert entries(b"Zo\x85\x8f\x81 M,dora@example.org") == [(DORA, 1, "Zo… M")]


@pytest.mark.parametrize(
    "mail",
    ["mail:: ZG9yYUBleGFtcGxlLm9yZw==", "mail:: ZG9yYUBleGFtcGxl\n Lm9yZw==", "Mail;x:dora@\n example.org"],
)
def test_the_values_of_ldif(mail):
    assert entries(f"dn: cn=x\n# no\n comment: a@b.org\ngivenName: Dora\nsn: Neri\n{mail}") == [
        (DORA, 6, "Dora Neri")
    ]


def test_ldif_that_cannot_be_decoded():
    assert unreadable("dn: cn=x\nmail:: !\nmail:< file:///etc/passwd\nmail:: /\n", "x.ldif") == [
        (3, "< file:///etc/passwd")
    ]


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
    "invalid addresses in one line": b",".join(b"p%d@-.c" % number for number in range(90_000)),
    "invalid addresses in lines": b"\n".join(b"p%d@-.c" % number for number in range(90_000)),
    "charsets": b"BEGIN:VCARD\n" + b"".join(b"FN;CHARSET=x%d:a\n" % number for number in range(40_000)),
    "a charset that is none": b"BEGIN:VCARD\nFN;CHARSET=punycode:" + b"a-b" * 300_000,
    "soft breaks after parameters": b"EMAIL" + b";a=b" * 100_000 + b"=\n" * 300_000,
    "base64": b"dn: x\nmail:: " + b"YUBi" * 200_000,
}


@pytest.mark.parametrize("suffix", ["csv", "vcf", "ldif"])
@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_a_hostile_file_has_no_entries(kind, suffix):
    found = read_file(HOSTILE_FILES[kind], f"book.{suffix}")
    assert found.entries == []
    assert len(found.unreadable) <= MAX_ADDRESSES + 1


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


def test_reading_stops_after_the_maximum_of_words(monkeypatch):
    monkeypatch.setattr(book, "MAX_WORDS", 2)
    assert entries(f"{DORA} a@,{ELIO}\nfurio@example.org") == [(DORA, 1, ""), (ELIO, 1, "")]
    assert unreadable(f"{DORA} a@,{ELIO}") == [(1, "a@"), (1, "…")]
    assert unreadable(f"{DORA} {ELIO}") == []


def test_typed_addresses_are_split():
    text = f'"Neri, Dora" <{DORA.upper()}>, elio@example.org furio@example.org;\r\nGaia <gaia@example.org>\n{DORA}'
    assert split_addresses(text) == [DORA, ELIO, "furio@example.org", "gaia@example.org"]


@pytest.mark.parametrize("text", ["<" * 10**6, '"' * 10**6, '"a" ' * 10**5, "<" + " " * 10**6, "> " * 10**5])
def test_hostile_typed_text(text):
    assert len(split_addresses(text)) <= 2


@pytest.mark.parametrize("word", ["p{}@example.org", "p{}"])
def test_too_many_typed_words_are_not_normalised(monkeypatch, word):
    monkeypatch.setattr(typed, "normalise_address", lambda word: pytest.fail("normalised"))
    text = " ".join(word.format(number) for number in range(5000))
    assert len(split_addresses(text)) == MAX_ADDRESSES + 1


def test_each_typed_word_is_normalised_once(monkeypatch):
    seen: list[str] = []
    monkeypatch.setattr(typed, "normalise_address", lambda word: seen.append(word) or word)
    assert split_addresses("a " * 100_000) == seen == ["a"]


@pytest.mark.parametrize(
    "word", ["", "a@b", "x" * 250 + "@example.org", '"\x01"@example.org', "a\u202eb@b.org"]
)
def test_an_invalid_address_is_empty(word):
    assert contact_import.parse_address(word) == ""
