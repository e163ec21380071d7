"""Converts an uploaded image into an avatar: a small square WebP without metadata."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from PIL import Image

from network.common.images import DAMAGED, open_picture, upright

SIDE = 256
DECODE_SIZE = 4 * SIDE


class Avatar(NamedTuple):
    """A square WebP image and its width in pixels."""

    image: bytes
    width: int


def make_avatar(file: IO[Any], size: int) -> Avatar:
    """The centre of an image file of `size` bytes, scaled down. Raises `ValidationError` with the reason.

    Metadata (location, camera, colour profile), further frames and trailing data are removed.
    """
    picture = open_picture(file, size)
    try:
        return _encode(_on_white(_crop_center(picture)))
    except Exception as error:  # decoders raise many kinds of exceptions
        raise ValidationError(DAMAGED, "damaged") from error


def _crop_center(picture: Image.Image) -> Image.Image:
    """The largest centred square, at most DECODE_SIZE wide: reduced before further steps copy all pixels."""
    picture.draft(None, (DECODE_SIZE, DECODE_SIZE))
    side = min(picture.size)
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    reduced_side = min(side, DECODE_SIZE)
    box = (left, top, left + side, top + side)
    return picture.resize((reduced_side, reduced_side), Image.Resampling.NEAREST, box)


def _on_white(picture: Image.Image) -> Image.Image:
    """Upright, with a white background instead of transparency."""
    rgba = upright(picture)
    rgb = Image.new("RGB", rgba.size, "white")
    rgb.paste(rgba, mask=rgba.getchannel("A"))
    return rgb


def _encode(picture: Image.Image) -> Avatar:
    side = min(SIDE, picture.width)
    file = BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(file, "WEBP", quality=82)
    return Avatar(file.getvalue(), side)
