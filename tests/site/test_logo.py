"""The logo: checked and written anew like a photo, in two variants, served to everybody."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from network.site.models import Logo
from network.site.models.logo import make_logo
from tests.members.sample_images import (
    SECRET,
    camera_jpeg,
    encode,
    png_with_header,
    red_and_blue,
    solid,
    text_bomb,
)


def logo_of(content: bytes):
    return make_logo(BytesIO(content), len(content))


def opened(picture) -> Image.Image:
    return Image.open(BytesIO(picture.image))


@pytest.mark.parametrize(
    ("size", "shown"),
    [((2000, 200), (480, 48)), ((100, 1000), (9, 96)), ((40, 20), (40, 20)), ((3000, 1), (480, 1))],
)
def test_it_keeps_its_proportions(size, shown):
    picture = logo_of(solid(size=size))
    assert (picture.width, picture.height) == opened(picture).size == shown


def test_it_keeps_its_transparency():
    picture = opened(logo_of(solid("RGBA", (200, 0, 0, 0), (300, 60))))
    assert picture.convert("RGBA").getpixel((10, 10))[3] == 0


def test_it_is_turned_and_what_the_camera_wrote_is_gone():
    picture = logo_of(camera_jpeg(orientation=6))
    assert SECRET.encode() not in picture.image
    assert not opened(picture).getexif()


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=alert(1)>", b"GIF89a", red_and_blue()[:900], png_with_header(50_000, 50_000), text_bomb(), red_and_blue() + b"\x00" * 2_100_000],
    ids=["SVG", "GIF", "half", "header", "bomb", "large"],
)  # fmt: skip
def test_what_is_refused(content):
    with pytest.raises(ValidationError):
        logo_of(content)


@pytest.fixture
def logos(db):
    for variant, colour in (("light", "red"), ("dark", "blue")):
        Logo.objects.set(variant, logo_of(encode(Image.new("RGB", (300, 60), colour))))
    return {logo.variant: logo.get_absolute_url() for logo in Logo.objects.all()}


def test_everybody_can_load_it(logos, client):
    response = client.get(logos["light"])
    assert (response.headers["Content-Type"], response.status_code) == ("image/webp", 200)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/site/logo/none.webp").status_code == 404


@pytest.mark.parametrize(
    ("theme", "shown"), [("light", {"light"}), ("dark", {"dark"}), ("system", {"light", "dark"})]
)
def test_the_page_has_the_logo_of_its_theme(logos, client, theme, shown):
    client.cookies["theme"] = theme
    page = client.get("/").content.decode()
    assert {variant for variant, url in logos.items() if url in page} == shown
    assert 'alt="Acquaint"' in page
    assert 'width="300" height="60"' in page


def test_without_a_dark_one_the_logo_stands_on_dark_pages(logos, client):
    Logo.objects.remove("dark")
    client.cookies["theme"] = "dark"
    assert logos["light"] in client.get("/").content.decode()
