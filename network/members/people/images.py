"""From an uploaded file to a avatar: a small square WebP, written anew, that knows nothing of camera or place."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

SIDE = 256
MAX_MEGABYTES = 2
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024

# What we read, and how many pixels of it: so many that none of them needs 150 MiB to decode.
MAX_PIXELS = {"JPEG": 13_000_000, "PNG": 25_000_000, "WEBP": 8_000_000}
DECODE_SIZE = 4 * SIDE

NOT_READ = _("Choose a picture in JPEG, PNG or WebP.")
TOO_HEAVY = _("The file is too large: a picture may have %(most)s MB.")
TOO_WIDE = _("The picture has too many pixels. 2,000 by 2,000 is more than enough.")
DAMAGED = _("The picture is damaged: not all of it can be read.")


class Avatar(NamedTuple):
    """A square WebP, and how many pixels wide it is."""

    image: bytes
    width: int


def make_avatar(file: IO[Any], size: int) -> Avatar:
    """The middle of a picture, of `size` bytes, made small. Raises `ValidationError` that says what is wrong.

    Whatever hangs on the file (place, camera, colour profile, more frames, a tail) is left behind.
    """
    if size > MAX_BYTES:
        raise ValidationError(TOO_HEAVY, "heavy", {"most": MAX_MEGABYTES})
    picture = _open(file)
    try:
        return _encode(_normalize(_crop_center(picture)))
    except Exception as fault:  # decoders raise whatever they stumble over
        raise ValidationError(DAMAGED, "damaged") from fault


def _open(file: IO[Any]) -> Image.Image:
    """The header is read, and nothing decoded yet."""
    try:
        picture = Image.open(file, formats=list(MAX_PIXELS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(TOO_WIDE, "wide") from bomb
    except Exception as fault:
        raise ValidationError(NOT_READ, "format") from fault
    if picture.width * picture.height > MAX_PIXELS.get(picture.format or "", MAX_PIXELS["JPEG"]):
        raise ValidationError(TOO_WIDE, "wide")
    return picture


def _crop_center(picture: Image.Image) -> Image.Image:
    """The largest square around the middle, thinned out before anything copies the whole in another mode."""
    picture.draft(None, (DECODE_SIZE, DECODE_SIZE))
    side = min(picture.size)
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    near = min(side, DECODE_SIZE)
    box = (left, top, left + side, top + side)
    return picture.resize((near, near), Image.Resampling.NEAREST, box)


def _normalize(picture: Image.Image) -> Image.Image:
    """As it was held, in plain colours, on white where one could look through."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    seen = picture.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain


def _encode(picture: Image.Image) -> Avatar:
    side = min(SIDE, picture.width)
    file = BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(file, "WEBP", quality=82)
    return Avatar(file.getvalue(), side)
