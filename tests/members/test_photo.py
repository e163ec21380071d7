"""Which uploads become a photo, which are refused, and that only the pixels are kept."""

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

from network.common import images
from network.members.models import Photo
from network.members.people.images import make_avatar
from tests.members.sample_images import (
    SECRET,
    animation,
    camera_jpeg,
    encode,
    pixel_chunk,
    png_with_header,
    red_and_blue,
    solid,
    text_bomb,
    upload,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + b"evil.js" * 9

INVALID = {
    "SVG": (lambda: SVG, images.UNSUPPORTED_FORMAT),
    "HTML": (lambda: HTML, images.UNSUPPORTED_FORMAT),
    "HTML before a JPEG": (lambda: HTML + red_and_blue("JPEG"), images.UNSUPPORTED_FORMAT),
    "ZIP before a PNG": (lambda: ZIP + red_and_blue(), images.UNSUPPORTED_FORMAT),
    "1,000 frames of GIF": (lambda: animation(1000, "GIF"), images.UNSUPPORTED_FORMAT),
    "BMP": (lambda: red_and_blue("BMP"), images.UNSUPPORTED_FORMAT),
    "TIFF": (lambda: red_and_blue("TIFF"), images.UNSUPPORTED_FORMAT),
    "noise": (lambda: bytes(range(256)) * 40, images.UNSUPPORTED_FORMAT),
    "a header alone": (lambda: b"\x89PNG\r\n\x1a\n", images.UNSUPPORTED_FORMAT),
    "half a PNG": (lambda: _half(red_and_blue()), images.DAMAGED),
    "half a JPEG": (lambda: _half(camera_jpeg()), images.DAMAGED),
    "half a WebP": (lambda: _half(red_and_blue("WEBP", lossless=True)), images.UNSUPPORTED_FORMAT),
    "a PNG without pixels": (lambda: png_with_header(10, 10), images.DAMAGED),
    "200 MB of text in a small PNG": (text_bomb, images.UNSUPPORTED_FORMAT),
    "50,000 by 50,000 in a header": (lambda: png_with_header(50_000, 50_000), images.TOO_MANY_PIXELS),
    "50,000 by 50,000 with all pixels": (lambda: _huge_png(), images.TOO_MANY_PIXELS),
    "100 million pixels of PNG": (lambda: png_with_header(10_000, 10_000), images.TOO_MANY_PIXELS),
    "26 million pixels of PNG": (lambda: solid(size=(6500, 4000)), images.TOO_MANY_PIXELS),
    "14 million pixels of JPEG": (lambda: solid(size=(3500, 4000), kind="JPEG"), images.TOO_MANY_PIXELS),
    "9 million pixels of WebP": (lambda: solid(size=(3000, 3000), kind="WEBP"), images.TOO_MANY_PIXELS),
    "more than 2 MB": (lambda: red_and_blue() + b"\x00" * images.MAX_BYTES, images.FILE_TOO_LARGE),
}
LARGEST = {
    "PNG": partial(solid, "RGBA", (20, 120, 60, 90), (5000, 5000)),
    "progressive JPEG": partial(solid, size=(3600, 3600), kind="JPEG", progressive=True, subsampling=0),
    "progressive CMYK JPEG": partial(solid, "CMYK", (9, 9, 9, 9), (3600, 3600), "JPEG", progressive=True),
    "WebP": partial(solid, "RGBA", (20, 120, 60, 90), (2800, 2800), "WEBP", lossless=True),
}
MAX_MEMORY = 150 * 1024
"""In KiB of resident memory."""
SUBPROCESS = """
import sys
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

settings.configure()
from network.members.people.images import make_avatar

def product(content):
    try:
        return len(make_avatar(BytesIO(content), len(content)).image)
    except ValidationError:
        return 0

def plain_pillow(content):
    return Image.open(BytesIO(content)).convert("RGBA").resize((256, 256)).width

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

function, paths = locals()[sys.argv[1]], sys.argv[2:]
function(Path(paths[0]).read_bytes())
before = peak()
results = [function(Path(path).read_bytes()) for path in paths[1:]]
print(peak() - before, *results)
"""


def _half(content: bytes) -> bytes:
    """Return the first half of a file."""
    return content[: len(content) // 2]


def _huge_png() -> bytes:
    return png_with_header(50_000, 50_000, pixel_chunk(50_000, b"\x00" * 6250), depth=1)


def avatar(content: bytes) -> Image.Image:
    """Return the avatar that is made of an upload."""
    return Image.open(BytesIO(make_avatar(BytesIO(content), len(content)).image))


def is_similar(colour: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(colour, expected, strict=True))


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_upload_is_refused_with_its_reason(name):
    make, message = INVALID[name]
    content = make()
    with pytest.raises(ValidationError) as error:
        make_avatar(BytesIO(content), len(content))
    assert error.value.message == message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_avatar_is_a_small_square(kind):
    shown = avatar(solid(size=(900, 600), kind=kind))
    assert (shown.format, shown.mode, shown.size) == ("WEBP", "RGB", (256, 256))
    assert is_similar(shown.getpixel((128, 128)), (20, 120, 60))


def test_a_small_image_is_not_enlarged():
    assert make_avatar(BytesIO(content := solid(size=(90, 60))), len(content)).width == 60


def test_the_image_is_cropped_to_its_centre():
    wide = Image.new("RGB", (3000, 1000), "red")
    wide.paste("blue", (1000, 0, 2000, 1000))
    shown = avatar(encode(wide))
    assert all(
        is_similar(shown.getpixel(at), (0, 0, 255)) for at in ((3, 3), (252, 3), (128, 128), (252, 252))
    )


@pytest.mark.parametrize(
    ("orientation", "red_point"), [(1, (128, 20)), (3, (128, 235)), (6, (235, 128)), (8, (20, 128))]
)
def test_the_exif_orientation_is_applied(orientation, red_point):
    assert is_similar(avatar(camera_jpeg(orientation)).getpixel(red_point), (255, 0, 0))


def test_metadata_is_removed():
    content = camera_jpeg()
    assert SECRET.encode() in content
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)
    shown = make_avatar(BytesIO(content), len(content)).image
    assert re.findall(rb"EXIF|ICCP|XMP |" + SECRET.encode(), shown) == []
    assert not avatar(content).getexif()


@pytest.mark.parametrize("tail", [HTML, ZIP, SVG])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_trailing_data_is_removed(kind, tail):
    content = red_and_blue(kind) + tail * 20
    shown = make_avatar(BytesIO(content), len(content)).image
    assert tail[:12] not in shown
    assert shown == make_avatar(BytesIO(red_and_blue(kind)), 1).image
    assert int.from_bytes(shown[4:8], "little") + 8 == len(shown)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_only_the_first_frame_of_an_animation_is_kept(kind):
    shown = avatar(animation(12, kind))
    assert not getattr(shown, "is_animated", False)
    assert is_similar(shown.getpixel((16, 16)), (255, 0, 0))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (partial(solid, "CMYK", (0, 0, 0, 127), kind="JPEG"), (128, 128, 128)),
        (partial(solid, "I;16", 0x8000), (128, 128, 128)),
        (partial(solid, "L", 128), (128, 128, 128)),
        (partial(solid, "1", 1), (255, 255, 255)),
        (partial(solid, "RGBA", (0, 0, 0, 0)), (255, 255, 255)),
        (partial(solid, "LA", (0, 128)), (127, 127, 127)),
    ],
)
def test_colour_modes(content, expected):
    assert is_similar(avatar(content()).getpixel((128, 128)), expected)


def test_palettes_with_and_without_transparency():
    palette = Image.new("P", (300, 300), 1)
    palette.putpalette([200, 0, 0, 0, 200, 0])
    assert is_similar(avatar(encode(palette)).getpixel((9, 9)), (0, 200, 0))
    assert is_similar(avatar(encode(palette, transparency=b"\xff\x00")).getpixel((9, 9)), (255, 255, 255))


def test_memory_use_is_limited(tmp_path):
    attacks = [save(tmp_path / f"attack{n}", make()) for n, (make, _) in enumerate(INVALID.values())]
    largest = [save(tmp_path / f"large{n}", make()) for n, make in enumerate(LARGEST.values())]
    growth, *results = run_in_subprocess("product", tmp_path, *attacks, *largest)
    assert growth < MAX_MEMORY
    assert [bool(length) for length in results] == [False] * len(attacks) + [True] * len(largest)


def test_plain_pillow_exceeds_the_memory_limit(tmp_path):
    growth, width = run_in_subprocess("plain_pillow", tmp_path, save(tmp_path / "large", LARGEST["PNG"]()))
    assert growth > MAX_MEMORY
    assert width == 256


def save(path: Path, content: bytes) -> str:
    """Write a file; return its path."""
    path.write_bytes(content)
    return str(path)


def run_in_subprocess(function: str, folder: Path, *paths: str) -> list[int]:
    """Return by how many KiB the peak memory of a process grew over these files, and its result for each."""
    small = save(folder / "small", solid(size=(50, 50)))
    command = [sys.executable, "-c", SUBPROCESS, function, small, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


def upload_photo(browser, content: bytes, **fields):
    return browser.post("/settings/profile/", {"name": "Anna Ricci", "photo": upload(content)} | fields)


def test_uploading_showing_and_removing_a_photo(anna, bruno, client_for):
    upload_photo(client_for(anna), red_and_blue())
    anna.refresh_from_db()
    url = f"/photos/{anna.photo}.webp"
    assert f'src="{url}"' in client_for(bruno).get("/members/anna/").content.decode()
    assert client_for(bruno).get(url).content == make_avatar(BytesIO(red_and_blue()), 1).image
    client_for(anna).post("/settings/profile/", {"name": "Anna Ricci", "remove_photo": "on"})
    assert client_for(bruno).get(url).status_code == 404
    assert "<img" not in client_for(bruno).get("/members/anna/").content.decode()
    assert not Photo.objects.exists()


def test_a_new_photo_replaces_the_old_one(anna, client_for):
    for content in (red_and_blue(), solid()):
        upload_photo(client_for(anna), content)
    anna.refresh_from_db()
    assert Photo.objects.get().digest == anna.photo
    assert (Photo.objects.get().member, Photo.objects.get().width) == (anna, 256)


def test_saving_other_fields_keeps_the_photo(anna, client_for):
    upload_photo(client_for(anna), red_and_blue())
    client_for(anna).post("/settings/profile/", {"name": "Anna R."})
    anna.refresh_from_db()
    assert anna.photo == Photo.objects.get().digest


@pytest.mark.parametrize("name", ["SVG", "half a JPEG", "50,000 by 50,000 in a header", "more than 2 MB"])
def test_an_invalid_photo_is_a_form_error(anna, client_for, name):
    make, message = INVALID[name]
    page = upload_photo(client_for(anna), make(), headline="Bookbinder of Modena")
    assert page.status_code == 200
    assert page.context["form"].errors.as_data()["photo"][0].message == message
    assert "Bookbinder of Modena" in page.content.decode()
    assert not Photo.objects.exists()


def test_the_headers_of_a_photo(anna, bruno, client_for):
    upload_photo(client_for(anna), red_and_blue())
    response = client_for(bruno).get(f"/photos/{Photo.objects.get().digest}.webp")
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("digest", ["0" * 32, "x", "anna"])
def test_an_unknown_photo_is_not_found(anna, client_for, digest):
    assert client_for(anna).get(f"/photos/{digest}.webp").status_code == 404


def test_visitors_cannot_load_photos(anna, bruno, client_for):
    upload_photo(client_for(anna), red_and_blue())
    assert client_for().get(f"/photos/{Photo.objects.get().digest}.webp").status_code == 302
