"""Pictures as people and as attackers send them, made here: nothing binary lies in the repository."""

from __future__ import annotations

import zlib
from io import BytesIO
from struct import pack

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

SECRET = "Agfa 1937"
GPS = {1: "N", 2: (44.0, 29.0, 38.0), 3: "E", 4: (11.0, 20.0, 34.0)}


def written(picture: Image.Image, kind: str = "PNG", **how) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def plain(mode: str = "RGB", colour=(20, 120, 60), size=(400, 300), kind: str = "PNG", **how) -> bytes:
    return written(Image.new(mode, size, colour), kind, **how)


def halves(kind: str = "PNG", **how) -> bytes:
    """Red above, blue below."""
    picture = Image.new("RGB", (400, 400), "red")
    picture.paste("blue", (0, 200, 400, 400))
    return written(picture, kind, **how)


def from_a_camera(orientation: int = 1) -> bytes:
    """With all that a telephone writes beside the picture."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Make] = orientation, SECRET
    exif[ExifTags.IFD.GPSInfo] = GPS
    return halves("JPEG", exif=exif, quality=95, comment=SECRET, xmp=SECRET.encode())


def png_of(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that says it is so large, whatever is in it."""
    header = _chunk(b"IHDR", pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + _chunk(b"IEND", b"")


def pixels(rows: int, row: bytes) -> bytes:
    """Very many equal rows in very few bytes."""
    press = zlib.compressobj(9)
    packed = b"".join(press.compress(b"\x00" + row) for _row in range(rows)) + press.flush()
    return _chunk(b"IDAT", packed)


def text_bomb() -> bytes:
    """Words that unfold to hundreds of megabytes."""
    words = zlib.compress(b" " * 200_000_000, 9)
    return png_of(10, 10, _chunk(b"zTXt", b"Comment\x00\x00" + words), pixels(10, b"\x00" * 10))


def moving(frames: int, kind: str) -> bytes:
    """Red first, then every other colour."""
    first, *others = (Image.new("RGB", (32, 32), (255, n % 256, n // 256)) for n in range(frames))
    return written(first, kind, save_all=True, append_images=others, duration=20, lossless=True)


def upload(content: bytes, name: str = "me.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
