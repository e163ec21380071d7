"""Address books as programs export them: the shape of each program's file, with invented people."""

from pathlib import Path

import pytest

from invitations.contact_import import read_file

FOLDER = Path(__file__).parent / "contact_files"
NERI, SHIRIN = "Dora Neri", "شيرين فؤاد"
DORA, DORA_2, ELIO, ZOE = "dora@example.net", "dora@example.org", "elio@example.net", "zoe@example.net"
FILES = {
    "apple.vcf": [
        (DORA, NERI),
        ("dora.with.a.very.long.address.of.a.bookbinder.in.modena@example.org", NERI),
        ("shirin@example.net", SHIRIN),
    ],
    "arabic.csv": [("shirin@example.net", SHIRIN)],
    "charsets.vcf": [
        ("ivan@example.net", "Иван Иванов"),
        ("wang@example.net", "王小明"),
        ("jose@example.net", "José López"),
    ],
    "directory.csv": [(DORA, NERI), (DORA_2, NERI), (ELIO, "Elio Verdi")],
    "excel.csv": [(DORA, NERI)],
    "french.csv": [(ZOE, "Zoé L’Hôte")],
    "google.csv": [
        (DORA, NERI),
        ("dora.neri@example.org", NERI),
        ("dn@example.org", NERI),
        ("shirin@example.net", SHIRIN),
    ],
    "heading-with-at-sign.csv": [(DORA, NERI)],
    "linkedin.csv": [(ELIO, "Elio Verdi")],
    "nokia.vcf": [("petrova@example.net", "Анна Петрова"), (ZOE, "Zoë Weiß")],
    "outlook-german.csv": [("juergen@example.net", "Jürgen Groß"), (ZOE, "Zoë Weiß"), ("zoe@example.org", "Zoë Weiß")],
    "outlook.csv": [(DORA, NERI), (DORA_2, NERI), ("taro@example.net", "太郎 山田")],
    "samsung.vcf": [("minjun@example.net", "김민준"), (DORA, NERI), (DORA_2, NERI), (ELIO, "Elio Verdi")],
    "spanish.csv": [("jose@example.net", "José María López")],
    "thunderbird.csv": [(DORA, NERI), (DORA_2, NERI), (ELIO, "Elio Verdi")],
    "thunderbird.ldif": [(DORA, NERI), (DORA_2, NERI), (ZOE, "Zoë Weiß")],
    "yahoo.csv": [(DORA, NERI), (DORA_2, NERI)],
}  # fmt: skip
WITHOUT_ADDRESS = {
    "apple.vcf": 1, "excel.csv": 1, "google.csv": 1, "linkedin.csv": 3, "outlook-german.csv": 1, "thunderbird.ldif": 1,
    "yahoo.csv": 1,
}  # fmt: skip


def test_every_file_is_listed():
    assert {file.name for file in FOLDER.iterdir()} == set(FILES)


@pytest.mark.parametrize("named", [True, False], ids=["named", "no name"])
@pytest.mark.parametrize("name", FILES)
def test_the_people_of_a_file(name, named):
    book = read_file((FOLDER / name).read_bytes(), name if named else "")
    assert [(entry.address, entry.name) for entry in book.entries] == FILES[name]
    assert book.unreadable == []
    assert book.without_address == WITHOUT_ADDRESS.get(name, 0)
