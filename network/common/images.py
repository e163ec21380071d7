"""Pictures that somebody uploads: checked before they are decoded, and without what the camera wrote into them."""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MAX_MEGABYTES = 2
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024

# Accepted formats with their largest number of pixels, so that decoding needs less than 150 MiB of memory.
MAX_PIXELS = {"JPEG": 13_000_000, "PNG": 25_000_000, "WEBP": 8_000_000}

UNSUPPORTED_FORMAT = _("Choose a JPEG, PNG or WebP picture.")
FILE_TOO_LARGE = _("The file is too large. A picture can have up to %(most)s MB.")
TOO_MANY_PIXELS = _("The picture has too many pixels. 2000 × 2000 is more than enough.")
DAMAGED = _("The picture is damaged. Part of it can’t be read.")


def open_picture(file: IO[Any], size: int) -> Image.Image:
    """Read the header of an image file of `size` bytes without decoding it.

    Raises `ValidationError` for a file that is too large, other formats, and too many pixels.
    """
    if size > MAX_BYTES:
        raise ValidationError(FILE_TOO_LARGE, "size", {"most": MAX_MEGABYTES})
    try:
        picture = Image.open(file, formats=list(MAX_PIXELS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(TOO_MANY_PIXELS, "pixels") from bomb
    except Exception as error:
        raise ValidationError(UNSUPPORTED_FORMAT, "format") from error
    if picture.width * picture.height > MAX_PIXELS.get(picture.format or "", MAX_PIXELS["JPEG"]):
        raise ValidationError(TOO_MANY_PIXELS, "pixels")
    return picture


def upright(picture: Image.Image) -> Image.Image:
    """Rotated by its EXIF orientation, as RGB with transparency."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA")
