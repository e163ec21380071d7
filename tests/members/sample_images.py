"""Images that members and attackers may upload, generated so that the repository holds no binary files."""

from __future__ import annotations

import zlib
from io import BytesIO
from struct import pack

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

SECRET = "Agfa 1937"
GPS = {1: "N", 2: (44.0, 29.0, 38.0), 3: "E", 4: (11.0, 20.0, 34.0)}


def encode(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def solid(mode: str = "RGB", colour=(20, 120, 60), size=(400, 300), kind: str = "PNG", **options) -> bytes:
    return encode(Image.new(mode, size, colour), kind, **options)


def red_and_blue(kind: str = "PNG", **options) -> bytes:
    """A square, its upper half red and its lower half blue."""
    image = Image.new("RGB", (400, 400), "red")
    image.paste("blue", (0, 200, 400, 400))
    return encode(image, kind, **options)


def camera_jpeg(orientation: int = 1) -> bytes:
    """A JPEG with the metadata that a phone writes: orientation, camera, location, comment and XMP."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Make] = orientation, SECRET
    exif[ExifTags.IFD.GPSInfo] = GPS
    return red_and_blue("JPEG", exif=exif, quality=95, comment=SECRET, xmp=SECRET.encode())


def png_with_header(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG whose header declares this size; the chunks need not match it."""
    header = _chunk(b"IHDR", pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + _chunk(b"IEND", b"")


def pixel_chunk(rows: int, row: bytes) -> bytes:
    """An IDAT chunk of many equal rows, compressed to a few bytes."""
    compressor = zlib.compressobj(9)
    data = b"".join(compressor.compress(b"\x00" + row) for _row in range(rows)) + compressor.flush()
    return _chunk(b"IDAT", data)


def text_bomb() -> bytes:
    """A PNG whose compressed text chunk inflates to 200 MB."""
    text = zlib.compress(b" " * 200_000_000, 9)
    return png_with_header(10, 10, _chunk(b"zTXt", b"Comment\x00\x00" + text), pixel_chunk(10, b"\x00" * 10))


def animation(frames: int, kind: str) -> bytes:
    """An animation whose first frame is red."""
    first, *others = (Image.new("RGB", (32, 32), (255, n % 256, n // 256)) for n in range(frames))
    return encode(first, kind, save_all=True, append_images=others, duration=20, lossless=True)


def upload(content: bytes, name: str = "me.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
