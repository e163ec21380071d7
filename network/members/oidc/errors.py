from __future__ import annotations


class ProviderError(Exception):
    """The provider is down or slow, or what it answered is not valid. The message is for the log and has no secret."""


class LinkedElsewhere(Exception):
    """The account at the provider is linked to another member, or the member to another account there."""
