"""The envelope sender of each e-mail: a mail server returns what it cannot deliver to it, so it says who that was.

It is BOUNCE_ADDRESS with a tag: the day, and a keyed hash of day and recipient. A returned e-mail is believed only if the
hash fits an address that it names; the tag alone tells nobody whose it is, and is valid for `VALID_FOR`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.utils.crypto import constant_time_compare

from network import clock
from network.common.addresses import normalise_address
from network.common.hashing import keyed_hash
from network.site.sender import from_header

VALID_FOR = timedelta(days=30)
DIGITS = 20
MAX_TAGS, MAX_ADDRESSES = 5, 20
"""Different ones of one returned e-mail that are compared."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_TAG = re.compile(rf"\+([0-9a-f]{{1,5}})-([0-9a-f]{{{DIGITS}}})@")


def envelope_sender(to_address: str) -> str:
    """The address that a mail server returns this e-mail to; the From without BOUNCE_ADDRESS."""
    if not settings.BOUNCE_ADDRESS:
        return from_header()
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    day = (clock.now() - EPOCH).days
    return f"{local}+{day:x}-{_digest(day, normalise_address(to_address))}@{domain}"


class ReturnTags:
    """The valid tags of one returned e-mail, compared with the addresses that it names.

    Anybody may write such an e-mail, so both are bounded, and each address is read once.
    """

    def __init__(self, returned_to: str) -> None:
        self._tags = list(islice(_valid_tags(returned_to), MAX_TAGS))
        self._recipients: dict[str, str | None] = {}

    def find_recipient(self, named: list[str]) -> str | None:
        """The canonical form of the first of these addresses that a tag belongs to; None if there is none.

        Addresses after `MAX_ADDRESSES` different ones are not looked at.
        """
        for address in named:
            if address not in self._recipients and len(self._recipients) < MAX_ADDRESSES:
                self._recipients[address] = self._recipient(address)
        return next(filter(None, map(self._recipients.get, named)), None)

    def _recipient(self, named: str) -> str | None:
        address = normalise_address(named)
        digests = {day: _digest(day, address) for day in {day for day, _ in self._tags}}
        is_tagged = any(constant_time_compare(digest, digests[day]) for day, digest in self._tags)
        return address if is_tagged else None


def _valid_tags(text: str) -> Iterator[tuple[int, str]]:
    """Day and digest of the different tags that have not expired."""
    today = (clock.now() - EPOCH).days
    for day_digits, digest in dict.fromkeys(_TAG.findall(text.lower())):
        day = int(day_digits, 16)
        if 0 <= today - day <= VALID_FOR.days:
            yield day, digest


def _digest(day: int, address: str) -> str:
    return keyed_hash("notifications.bounce", f"{day} {address}")[:DIGITS]
