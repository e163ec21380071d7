"""P-IMG: what may become a face, what may not, and that nothing of the file but its pixels is ever shown."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from network.members.models import Photo
from network.members.people import images
from network.members.people.images import make_avatar
from tests.members.sample_images import (
    SECRET,
    from_a_camera,
    halves,
    moving,
    pixels,
    plain,
    png_of,
    text_bomb,
    upload,
    written,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + b"evil.js" * 9

NOT_PICTURES = {
    "SVG": (lambda: SVG, images.NOT_READ),
    "HTML": (lambda: HTML, images.NOT_READ),
    "HTML before a JPEG": (lambda: HTML + halves("JPEG"), images.NOT_READ),
    "ZIP before a PNG": (lambda: ZIP + halves(), images.NOT_READ),
    "1,000 frames of GIF": (lambda: moving(1000, "GIF"), images.NOT_READ),
    "BMP": (lambda: halves("BMP"), images.NOT_READ),
    "TIFF": (lambda: halves("TIFF"), images.NOT_READ),
    "noise": (lambda: bytes(range(256)) * 40, images.NOT_READ),
    "a header alone": (lambda: b"\x89PNG\r\n\x1a\n", images.NOT_READ),
    "half a PNG": (lambda: _half(halves()), images.DAMAGED),
    "half a JPEG": (lambda: _half(from_a_camera()), images.DAMAGED),
    "half a WebP": (lambda: _half(halves("WEBP", lossless=True)), images.NOT_READ),
    "a PNG without pixels": (lambda: png_of(10, 10), images.DAMAGED),
    "2 MB of words in a small picture": (text_bomb, images.NOT_READ),
    "50,000 by 50,000 in a header": (lambda: png_of(50_000, 50_000), images.TOO_WIDE),
    "50,000 by 50,000, all there": (lambda: _vast(), images.TOO_WIDE),
    "100 million pixels of PNG": (lambda: png_of(10_000, 10_000), images.TOO_WIDE),
    "26 million pixels of PNG": (lambda: plain(size=(6500, 4000)), images.TOO_WIDE),
    "14 million pixels of JPEG": (lambda: plain(size=(3500, 4000), kind="JPEG"), images.TOO_WIDE),
    "9 million pixels of WebP": (lambda: plain(size=(3000, 3000), kind="WEBP"), images.TOO_WIDE),
    "more than 2 MB": (lambda: halves() + b"\x00" * images.MAX_BYTES, images.TOO_HEAVY),
}
HARDEST = {
    "PNG": partial(plain, "RGBA", (20, 120, 60, 90), (5000, 5000)),
    "progressive JPEG": partial(plain, size=(3600, 3600), kind="JPEG", progressive=True, subsampling=0),
    "progressive JPEG of four inks": partial(
        plain, "CMYK", (9, 9, 9, 9), (3600, 3600), "JPEG", progressive=True
    ),
    "WebP": partial(plain, "RGBA", (20, 120, 60, 90), (2800, 2800), "WEBP", lossless=True),
}
MOST_MEMORY = 150 * 1024
"""In KiB, as the kernel counts."""
IN_ANOTHER_PROCESS = """
import sys
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

settings.configure()
from network.members.people.images import make_avatar

def carefully(content):
    try:
        return len(make_avatar(BytesIO(content), len(content)).image)
    except ValidationError:
        return 0

def naively(content):
    return Image.open(BytesIO(content)).convert("RGBA").resize((256, 256)).width

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

look, paths = locals()[sys.argv[1]], sys.argv[2:]
look(Path(paths[0]).read_bytes())
before = peak()
shown = [look(Path(path).read_bytes()) for path in paths[1:]]
print(peak() - before, *shown)
"""


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _vast() -> bytes:
    return png_of(50_000, 50_000, pixels(50_000, b"\x00" * 6250), depth=1)


def face(content: bytes) -> Image.Image:
    """What is shown of it."""
    return Image.open(BytesIO(make_avatar(BytesIO(content), len(content)).image))


def is_near(colour: tuple[int, ...], to: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(colour, to, strict=True))


@pytest.mark.parametrize("what", NOT_PICTURES)
def test_what_is_no_picture_is_refused_by_its_name(what):
    make, because = NOT_PICTURES[what]
    content = make()
    with pytest.raises(ValidationError) as refused:
        make_avatar(BytesIO(content), len(content))
    assert refused.value.message == because


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_square(kind):
    shown = face(plain(size=(900, 600), kind=kind))
    assert (shown.format, shown.mode, shown.size) == ("WEBP", "RGB", (256, 256))
    assert is_near(shown.getpixel((128, 128)), (20, 120, 60))


def test_a_small_one_stays_small():
    assert make_avatar(BytesIO(content := plain(size=(90, 60))), len(content)).width == 60


def test_the_middle_is_shown():
    wide = Image.new("RGB", (3000, 1000), "red")
    wide.paste("blue", (1000, 0, 2000, 1000))
    shown = face(written(wide))
    assert all(is_near(shown.getpixel(at), (0, 0, 255)) for at in ((3, 3), (252, 3), (128, 128), (252, 252)))


@pytest.mark.parametrize(
    ("orientation", "red"), [(1, (128, 20)), (3, (128, 235)), (6, (235, 128)), (8, (20, 128))]
)
def test_it_stands_upright(orientation, red):
    assert is_near(face(from_a_camera(orientation)).getpixel(red), (255, 0, 0))


def test_nothing_that_the_camera_wrote_is_left():
    content = from_a_camera()
    assert SECRET.encode() in content
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)
    shown = make_avatar(BytesIO(content), len(content)).image
    assert re.findall(rb"EXIF|ICCP|XMP |" + SECRET.encode(), shown) == []
    assert not face(content).getexif()


@pytest.mark.parametrize("tail", [HTML, ZIP, SVG])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_tail_is_left_behind(kind, tail):
    content = halves(kind) + tail * 20
    shown = make_avatar(BytesIO(content), len(content)).image
    assert tail[:12] not in shown
    assert shown == make_avatar(BytesIO(halves(kind)), 1).image
    assert int.from_bytes(shown[4:8], "little") + 8 == len(shown)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame(kind):
    shown = face(moving(12, kind))
    assert not getattr(shown, "is_animated", False)
    assert is_near(shown.getpixel((16, 16)), (255, 0, 0))


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (partial(plain, "CMYK", (0, 0, 0, 127), kind="JPEG"), (128, 128, 128)),
        (partial(plain, "I;16", 0x8000), (128, 128, 128)),
        (partial(plain, "L", 128), (128, 128, 128)),
        (partial(plain, "1", 1), (255, 255, 255)),
        (partial(plain, "RGBA", (0, 0, 0, 0)), (255, 255, 255)),
        (partial(plain, "LA", (0, 128)), (127, 127, 127)),
    ],
)
def test_every_way_to_write_a_colour(content, seen):
    assert is_near(face(content()).getpixel((128, 128)), seen)


def test_a_palette_that_one_can_look_through():
    palette = Image.new("P", (300, 300), 1)
    palette.putpalette([200, 0, 0, 0, 200, 0])
    assert is_near(face(written(palette)).getpixel((9, 9)), (0, 200, 0))
    assert is_near(face(written(palette, transparency=b"\xff\x00")).getpixel((9, 9)), (255, 255, 255))


def test_neither_attack_nor_the_largest_picture_takes_much_memory(tmp_path):
    attacks = [kept(tmp_path / f"attack{n}", make()) for n, (make, _) in enumerate(NOT_PICTURES.values())]
    largest = [kept(tmp_path / f"large{n}", make()) for n, make in enumerate(HARDEST.values())]
    grown, *shown = in_another_process("carefully", tmp_path, *attacks, *largest)
    assert grown < MOST_MEMORY
    assert [bool(length) for length in shown] == [False] * len(attacks) + [True] * len(largest)


def test_reading_without_care_would_take_that_much(tmp_path):
    grown, width = in_another_process("naively", tmp_path, kept(tmp_path / "large", HARDEST["PNG"]()))
    assert grown > MOST_MEMORY
    assert width == 256


def kept(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def in_another_process(how: str, folder: Path, *paths: str) -> list[int]:
    """How many KiB the peak of a process grew by that looked at these files, and what it saw of each."""
    small = kept(folder / "small", plain(size=(50, 50)))
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, how, small, *paths]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [int(word) for word in ran.stdout.split()]


def choose(browser, content: bytes, **more):
    return browser.post("/settings/profile/", {"name": "Anna Ricci", "photo": upload(content)} | more)


def test_choosing_showing_and_removing(anna, bruno, client_for):
    choose(client_for(anna), halves())
    anna.refresh_from_db()
    where = f"/photos/{anna.photo}.webp"
    assert f'src="{where}"' in client_for(bruno).get("/members/anna/").content.decode()
    assert client_for(bruno).get(where).content == make_avatar(BytesIO(halves()), 1).image
    client_for(anna).post("/settings/profile/", {"name": "Anna Ricci", "remove_photo": "on"})
    assert client_for(bruno).get(where).status_code == 404
    assert "<img" not in client_for(bruno).get("/members/anna/").content.decode()
    assert not Photo.objects.exists()


def test_a_new_one_takes_the_place_of_the_old(anna, client_for):
    for content in (halves(), plain()):
        choose(client_for(anna), content)
    anna.refresh_from_db()
    assert Photo.objects.get().digest == anna.photo
    assert (Photo.objects.get().member, Photo.objects.get().width) == (anna, 256)


def test_saving_the_rest_keeps_the_photo(anna, client_for):
    choose(client_for(anna), halves())
    client_for(anna).post("/settings/profile/", {"name": "Anna R."})
    anna.refresh_from_db()
    assert anna.photo == Photo.objects.get().digest


@pytest.mark.parametrize("what", ["SVG", "half a JPEG", "50,000 by 50,000 in a header", "more than 2 MB"])
def test_a_refused_one_is_answered_on_the_form(anna, client_for, what):
    make, because = NOT_PICTURES[what]
    page = choose(client_for(anna), make(), headline="Bookbinder of Modena")
    assert page.status_code == 200
    assert page.context["form"].errors.as_data()["photo"][0].message == because
    assert "Bookbinder of Modena" in page.content.decode()
    assert not Photo.objects.exists()


def test_how_it_is_served(anna, bruno, client_for):
    choose(client_for(anna), halves())
    answer = client_for(bruno).get(f"/photos/{Photo.objects.get().digest}.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("digest", ["0" * 32, "x", "anna"])
def test_an_unknown_photo(anna, client_for, digest):
    assert client_for(anna).get(f"/photos/{digest}.webp").status_code == 404


def test_without_signing_in_there_are_initials_alone(anna, bruno, client_for):
    choose(client_for(anna), halves())
    assert client_for().get(f"/photos/{Photo.objects.get().digest}.webp").status_code == 302
