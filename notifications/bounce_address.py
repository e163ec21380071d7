"""The envelope sender of each e-mail: a mail server returns what it cannot deliver to it, so it says who that was.

It is BOUNCE_ADDRESS with a tag: the day, and a keyed hash of day and recipient. A returned e-mail is believed only if the
hash fits an address that it names; the tag alone tells nobody whose it is, and is valid for `VALID_FOR`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from network import clock
from network.common.addresses import normalise_address

VALID_FOR = timedelta(days=30)
DIGITS = 20
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_TAG = re.compile(rf"\+([0-9a-f]{{1,5}})-([0-9a-f]{{{DIGITS}}})@")


def envelope_sender(to_address: str) -> str:
    """The address that a mail server returns this e-mail to; that of DEFAULT_FROM_EMAIL without BOUNCE_ADDRESS."""
    if not settings.BOUNCE_ADDRESS:
        return settings.DEFAULT_FROM_EMAIL
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    day = (clock.now() - EPOCH).days
    return f"{local}+{day:x}-{_digest(day, to_address)}@{domain}"


def find_recipient(returned_to: str, named: list[str]) -> str | None:
    """The address among those `named` for which a valid tag stands in the text; None if there is none."""
    today = (clock.now() - EPOCH).days
    for day_digits, digest in _TAG.findall(returned_to.lower()):
        day = int(day_digits, 16)
        if not 0 <= today - day <= VALID_FOR.days:
            continue
        for address in named:
            if constant_time_compare(digest, _digest(day, address)):
                return normalise_address(address)
    return None


def _digest(day: int, address: str) -> str:
    value = f"{day} {normalise_address(address)}"
    return salted_hmac("notifications.bounce", value, settings.HASH_KEY, algorithm="sha256").hexdigest()[
        :DIGITS
    ]
