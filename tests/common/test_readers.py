"""What reads strangers' text reads it once: twice the text takes about twice the time, whatever stands in it.

CPU time, the best of five, of texts so long, or read so often, that it takes 50 ms: an exception to the rule that no time
decides a test. Where a reader stops after so many bytes, both texts are shorter: beyond that any reader is linear.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from django.core.exceptions import ValidationError

from invitations.contact_import import read_file, split_addresses
from network import clock
from network.common.addresses import normalise_address
from network.common.links import carries_link
from network.common.logging import scrub
from network.common.names import validate_name
from network.common.text import normalize_search, search_words, searchable
from notifications import bounce_address, bounce_reports

LONGEST_DOUBLING, FLOOR, TRIES = 2.6, 0.05, 5
LONGEST = 500_000
UNITS = [
    "x", "password", "a.", "%40", "a@", '"a', "a=", "<a@", "\u0301", "\u0301\u0323", "محمد ", "://", "www.",
    "1", "é", "٣", "\u200b", ";,", "a@-.c,", "。a", "casino.com-", "1.1.", "a:", "::", "dr.", "smtp:a@b.org+",
    "\n", "\n ", "=\n", "BEGIN:VCARD\n", "\nEMAIL:a@-.c", "\nmail: a@-.c\n\ndn: x",
]  # fmt: skip


def name(text: str) -> None:
    with suppress(ValidationError):
        validate_name(text)


def csv(text: str) -> None:
    read_file(text.encode(), "people.csv")


def vcard(text: str) -> None:
    read_file(f"BEGIN:VCARD\nFN:{text}\nEMAIL;{text}:{text}\nEND:VCARD".encode(), "people.vcf")


def returned_mail(text: str) -> None:
    bounce_reports.handle(f"To: {text}\nContent-Type: message/delivery-status\n\nAction: {text}\n".encode())


def returned_mail_with_tags(text: str) -> None:
    """A line for every 800 characters: tags that fit no address, and addresses with a report about each."""
    lines = range(len(text) // 800)
    tags = [f"To: {text[:10]} {' '.join(_tag(line, number) for number in range(20))}\n" for line in lines]
    reports = [f"Final-Recipient: rfc822; a{line}@example.org\nAction: failed\n\n" for line in lines]
    bounce_reports.handle(
        f"{''.join(tags)}Content-Type: message/delivery-status\n\n{''.join(reports)}".encode()
    )


LONGEST_OF = {
    returned_mail: bounce_reports.MAX_SIZE // 4,
    returned_mail_with_tags: bounce_reports.MAX_SIZE // 2,
}
"""Of half as many bytes as are read: the text that is twice as long is read to its end, too."""


def _tag(line: int, number: int) -> str:
    """One of today that is valid but for its hash."""
    day = (clock.now() - bounce_address.EPOCH).days
    return f"b+{day:x}-{line * 1000 + number:020x}@a"


def csv_with_header(text: str) -> None:
    read_file(f"{text}\nName,E-mail,Notes\n{text},{text},{text}".encode(), "people.csv")


def csv_in_one_line(text: str) -> None:
    read_file(text.replace("\n", " ").encode(), "people.csv")


def old_vcard(text: str) -> None:
    card = f"BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE;CHARSET={text}:{text}=\n {text}\nEMAIL:{text}\nAGENT:\n"
    read_file(f"{card}{card}END:VCARD\n".encode("cp1251", "replace"), "people.vcf")


def ldif(text: str) -> None:
    read_file(f"dn: {text}\ncn:: {text}\n {text}\nmail: {text}\n {text}".encode(), "people.ldif")


def utf16(text: str) -> None:
    read_file(f"Name,Mail\n{text}".encode("utf-16-le"), "people.csv")


READERS: list[Callable[[str], object]] = [
    scrub, csv, csv_with_header, csv_in_one_line, vcard, old_vcard, ldif, utf16, split_addresses, normalise_address, name, carries_link, normalize_search,
    searchable, search_words, returned_mail, returned_mail_with_tags,
]  # fmt: skip


def seconds(read: Callable[[str], object], text: str, times: int) -> float:
    best = float("inf")
    for _ in range(TRIES):
        begun = process_time()
        for _ in range(times):
            read(text)
        best = min(best, process_time() - begun)
    return best


def doubling(read: Callable[[str], object], unit: str) -> float:
    """How much longer twice the text takes. Both consist of whole units, so that they end alike."""
    length, times, longest = 4_000, 1, LONGEST_OF.get(read, LONGEST)
    while (short := seconds(read, unit * (length // len(unit)), times)) < FLOOR:
        length, times = (2 * length, times) if 2 * length <= longest else (length, 2 * times)
    return seconds(read, unit * (length // len(unit) * 2), times) / short


@pytest.mark.long
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_twice_the_text_takes_twice_the_time(read, unit):
    assert doubling(read, unit) <= LONGEST_DOUBLING


@pytest.mark.long
@pytest.mark.parametrize("read", LONGEST_OF, ids=lambda read: read.__name__)
def test_a_reader_that_takes_the_square_is_found(read, monkeypatch):
    """Also one that stops after so many bytes."""
    handle = bounce_reports.handle

    def slower(raw: bytes) -> bool:
        for position in range(0, len(raw), 5):
            raw.count(b"\0", position)
        return handle(raw)

    monkeypatch.setattr(bounce_reports, "handle", slower)
    assert doubling(read, "\u0301") > LONGEST_DOUBLING
