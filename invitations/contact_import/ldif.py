"""Contacts of an LDIF file (RFC 2849), as Thunderbird and directories export them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import chain

from invitations.contact_import.book import Contact
from network.common.tables.decoding import decode

MAX_LINE_BYTES = 20_000
EMAILS = {"mail", "mozillasecondemail", "rfc822mailbox", "othermailbox", "proxyaddresses", "email"}
NAMES = {"cn", "displayname", "givenname", "sn"}
_ATTRIBUTE = re.compile(rb"([\w.-]{1,60})(?:;[^:]*+)?:(:?) *+(.*)", re.DOTALL)


def read_ldif(lines: list[bytes]) -> Iterator[Contact]:
    """One contact for each record; records are separated by blank lines. A value that is a URL is not fetched."""
    names: dict[str, str] = {}
    emails: list[tuple[int, str]] = []
    has_attributes = False
    for line, content in chain(_logical_lines(lines), [(0, b"")]):
        match = _ATTRIBUTE.fullmatch(content[:MAX_LINE_BYTES])
        if match and match[1].lower() != b"version":
            has_attributes = True
            kind, value = match[1].decode().lower(), match
            if kind in EMAILS:
                emails.append((line, _value(value)))
            elif kind in NAMES:
                names.setdefault(kind, _value(value))
        elif not content.strip() and has_attributes:
            yield Contact(_name(names), emails)
            names, emails, has_attributes = {}, [], False


def _name(names: dict[str, str]) -> str:
    return (
        names.get("cn") or names.get("displayname") or f"{names.get('givenname', '')} {names.get('sn', '')}"
    )


def _value(attribute: re.Match[bytes]) -> str:
    """The value; after two colons it is in base64."""
    try:
        return decode(b64decode(attribute[3]) if attribute[2] else attribute[3]).strip()
    except ValueError:
        return ""


def _logical_lines(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines joined with those that begin with a space, without comments, each with the number of its first line."""
    first, parts = 0, [b"#"]
    for number, line in enumerate(lines, 1):
        if line.startswith(b" "):
            parts.append(line[1:])
            continue
        if not parts[0].startswith(b"#"):
            yield first, b"".join(parts)
        first, parts = number, [line]
    if not parts[0].startswith(b"#"):
        yield first, b"".join(parts)
