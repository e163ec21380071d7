from __future__ import annotations

from django.db import models
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.hashing import keyed_hash


def current_digest() -> str:
    """A constant under HASH_KEY: it says whether a key is the same, and nothing about the key."""
    return keyed_hash("network.members.hash_key", "check")


class HashKeyCheck(models.Model):
    """The one row that recognises the HASH_KEY under which addresses of this database are hashed."""

    ONLY = 1

    digest = models.CharField(max_length=64, editable=False)
    written_at = models.DateTimeField(_("written"), default=clock.now)

    class Meta:
        verbose_name = _("check of HASH_KEY")
        verbose_name_plural = _("check of HASH_KEY")

    def __str__(self) -> str:
        return "HASH_KEY"

    @staticmethod
    def recognises(digest: str) -> bool:
        return constant_time_compare(digest, current_digest())
