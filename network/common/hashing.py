from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac


def keyed_hash(purpose: str, value: str) -> str:
    """64 hexadecimal digits that recognise a value without storing it; other purposes have other hashes."""
    return salted_hmac(purpose, value, settings.HASH_KEY, algorithm="sha256").hexdigest()
