"""Large uploads: a form error, little memory, nothing on disk."""

from __future__ import annotations

import io
import tracemalloc
from itertools import chain, repeat

from django.test import RequestFactory

from network.common import images
from tests.members.sample_images import red_and_blue, solid, upload

MEGABYTE = 1024 * 1024
BOUNDARY = b"------seam"


class LongBody(io.RawIOBase):
    """The body of a form with one file of zeros, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        head = b'\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n\r\n'
        zeros = repeat(b"\x00" * 65_536, megabytes * 16)
        self.chunks = chain([BOUNDARY + head], zeros, [b"\r\n" + BOUNDARY + b"--\r\n"])
        self.length = len(head) + megabytes * MEGABYTE + 2 * len(BOUNDARY) + 6
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.rest = self.rest or next(self.chunks, b"")
        data, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def uploaded_file(megabytes: int):
    """Return the file of a request whose file has this size."""
    body = LongBody(megabytes)
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=----seam",
        "CONTENT_LENGTH": str(body.length),
        "wsgi.input": io.BufferedReader(body),
    }
    return RequestFactory().generic("POST", "/", **environ).FILES["photo"]


def test_only_the_size_of_a_large_file_is_kept():
    tracemalloc.start()
    file = uploaded_file(100)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (file.size, file.read()) == (100 * MEGABYTE, b"")
    assert peak < 10 * MEGABYTE


def test_a_small_file_is_kept():
    assert uploaded_file(2).read() == b"\x00" * 2 * MEGABYTE


def test_a_large_photo_is_a_form_error_and_other_fields_are_kept(anna, client_for):
    photo = upload(red_and_blue() + b"\x00" * (5 * MEGABYTE // 2))
    page = client_for(anna).post(
        "/settings/profile/", {"name": "Anna Ricci", "about": "Paper.", "photo": photo}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["photo"] == [images.FILE_TOO_LARGE % {"most": 2}]
    assert "Paper." in page.content.decode()


def test_too_many_files_are_a_bad_request(anna, client_for):
    files = {f"photo{n}": upload(solid(size=(9, 9))) for n in range(6)}
    assert client_for(anna).post("/settings/profile/", {"name": "Anna Ricci"} | files).status_code == 400
