"""From the bytes of a file to text."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from encodings import normalize_encoding
from encodings.aliases import aliases

SAMPLE_BYTES = 2000
_WINDOWS_1252 = str.maketrans({
    chr(byte): character for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))
})  # fmt: skip
_CODECS = {
    "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "tis_620", "gb2312", "gbk", "gb18030",
    "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "cp437", "cp850", "cp852",
    "cp866", "cp874", *(f"cp125{n}" for n in range(9)), *(f"iso8859_{n}" for n in range(2, 17) if n != 12),
}  # fmt: skip
_WIDER_CODECS = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
"""What is labelled with the first is often written with the second, which contains it."""


def split_lines(content: bytes) -> list[bytes]:
    """The lines without their ends and without NUL. Those of a file in UTF-16 are encoded in UTF-8."""
    if encoding := utf16_of(content):
        content = content.decode(encoding, errors="replace").encode()
    return content.removeprefix(BOM_UTF8).replace(b"\x00", b"").splitlines()


def utf16_of(content: bytes) -> str:
    """The encoding by the byte order mark; without one, by NUL bytes that all stand at even, or at odd, places."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    at_even, at_odd = (content[place:SAMPLE_BYTES:2].count(0) for place in (0, 1))
    enough = min(len(content), SAMPLE_BYTES) / 20
    if at_odd > enough and not at_even:
        return "utf-16-le"
    return "utf-16-be" if at_even > enough and not at_odd else ""


def decode(text: bytes, charset: str = "") -> str:
    """By the charset if it is known, else as UTF-8, else as Windows-1252, of which undefined bytes are kept as they are."""
    if codec := _codec_of(charset):
        return text.decode(codec, errors="replace")
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").translate(_WINDOWS_1252)


def _codec_of(charset: str) -> str:
    """The codec of a label. Some of Python's codecs are no charset, or take quadratic time: punycode, for example."""
    label = normalize_encoding(charset).lower()
    codec = aliases.get(label, label)
    known = codec if codec in _CODECS else ""
    return _WIDER_CODECS.get(known, known)
