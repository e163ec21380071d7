"""However much is sent: a clear answer, little memory, nothing on disk."""

from __future__ import annotations

import io
import tracemalloc
from itertools import chain, repeat

import pytest
from django.test import RequestFactory

from network.members.people import images
from tests.members.sample_images import halves, plain, upload

MEGABYTE = 1024 * 1024
BOUNDARY = b"------seam"


class LongBody(io.RawIOBase):
    """The body of a form with one file of zeros, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        head = b'\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n\r\n'
        zeros = repeat(b"\x00" * 65_536, megabytes * 16)
        self.pieces = chain([BOUNDARY + head], zeros, [b"\r\n" + BOUNDARY + b"--\r\n"])
        self.length = len(head) + megabytes * MEGABYTE + 2 * len(BOUNDARY) + 6
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.rest = self.rest or next(self.pieces, b"")
        given, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def sent(megabytes: int):
    """The file that a request of so many megabytes brings."""
    body = LongBody(megabytes)
    how = {
        "CONTENT_TYPE": "multipart/form-data; boundary=----seam",
        "CONTENT_LENGTH": str(body.length),
        "wsgi.input": io.BufferedReader(body),
    }
    return RequestFactory().generic("POST", "/", **how).FILES["photo"]


def test_of_a_hundred_megabytes_the_size_alone_is_kept():
    tracemalloc.start()
    file = sent(100)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (file.size, file.read()) == (100 * MEGABYTE, b"")
    assert peak < 10 * MEGABYTE


def test_a_small_file_is_kept_whole():
    assert sent(2).read() == b"\x00" * 2 * MEGABYTE


@pytest.mark.parametrize("megabytes", [3, 12])
def test_the_form_says_how_much_it_takes_and_keeps_the_words(anna, client_for, megabytes):
    heavy = upload(halves() + b"\x00" * megabytes * MEGABYTE)
    page = client_for(anna).post(
        "/settings/profile/", {"name": "Anna Ricci", "about": "Paper.", "photo": heavy}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["photo"] == [images.TOO_HEAVY % {"most": 2}]
    assert "Paper." in page.content.decode()


def test_more_files_than_any_form_has(anna, client_for):
    many = {f"photo{n}": upload(plain(size=(9, 9))) for n in range(6)}
    assert client_for(anna).post("/settings/profile/", {"name": "Anna Ricci"} | many).status_code == 400
