"""Converts an uploaded image into an avatar: a small square WebP without metadata."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

SIDE = 256
MAX_MEGABYTES = 2
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024

# Accepted formats with their largest number of pixels, so that decoding needs less than 150 MiB of memory.
MAX_PIXELS = {"JPEG": 13_000_000, "PNG": 25_000_000, "WEBP": 8_000_000}
DECODE_SIZE = 4 * SIDE

UNSUPPORTED_FORMAT = _("Choose a JPEG, PNG or WebP picture.")
FILE_TOO_LARGE = _("The file is too large. A picture can have up to %(most)s MB.")
TOO_MANY_PIXELS = _("The picture has too many pixels. 2000 × 2000 is more than enough.")
DAMAGED = _("The picture is damaged. Part of it can’t be read.")


class Avatar(NamedTuple):
    """A square WebP image and its width in pixels."""

    image: bytes
    width: int


def make_avatar(file: IO[Any], size: int) -> Avatar:
    """The centre of an image file of `size` bytes, scaled down. Raises `ValidationError` with the reason.

    Metadata (location, camera, colour profile), further frames and trailing data are removed.
    """
    if size > MAX_BYTES:
        raise ValidationError(FILE_TOO_LARGE, "size", {"most": MAX_MEGABYTES})
    picture = _open(file)
    try:
        return _encode(_normalize(_crop_center(picture)))
    except Exception as error:  # decoders raise many kinds of exceptions
        raise ValidationError(DAMAGED, "damaged") from error


def _open(file: IO[Any]) -> Image.Image:
    """Read the header without decoding the image. Raises `ValidationError` for other formats and too many pixels."""
    try:
        picture = Image.open(file, formats=list(MAX_PIXELS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(TOO_MANY_PIXELS, "pixels") from bomb
    except Exception as error:
        raise ValidationError(UNSUPPORTED_FORMAT, "format") from error
    if picture.width * picture.height > MAX_PIXELS.get(picture.format or "", MAX_PIXELS["JPEG"]):
        raise ValidationError(TOO_MANY_PIXELS, "pixels")
    return picture


def _crop_center(picture: Image.Image) -> Image.Image:
    """The largest centred square, at most DECODE_SIZE wide: reduced before further steps copy all pixels."""
    picture.draft(None, (DECODE_SIZE, DECODE_SIZE))
    side = min(picture.size)
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    reduced_side = min(side, DECODE_SIZE)
    box = (left, top, left + side, top + side)
    return picture.resize((reduced_side, reduced_side), Image.Resampling.NEAREST, box)


def _normalize(picture: Image.Image) -> Image.Image:
    """Rotated by its EXIF orientation, as RGB, with a white background instead of transparency."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    rgba = picture.convert("RGBA")
    rgb = Image.new("RGB", rgba.size, "white")
    rgb.paste(rgba, mask=rgba.getchannel("A"))
    return rgb


def _encode(picture: Image.Image) -> Avatar:
    side = min(SIDE, picture.width)
    file = BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(file, "WEBP", quality=82)
    return Avatar(file.getvalue(), side)
