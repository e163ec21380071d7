from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from invitations import policy
from invitations.policy import Policy
from network import clock
from network.common.append_only import AppendOnly


def fingerprint(numbers: Policy) -> str:
    """The same text for the same numbers."""
    return sha256(json.dumps(asdict(numbers), sort_keys=True).encode()).hexdigest()


class PolicyChange(AppendOnly):
    """From this moment on the worker runs under these numbers. `number` counts the changes, so two workers write one row."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, editable=False)
    numbers = models.JSONField(_("numbers"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of the policy")
        verbose_name_plural = _("changes of the policy")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} · {self.at:%Y-%m-%d}"

    @classmethod
    def notice(cls) -> int:
        """Record the policy in force, unless it is the one that was recorded last. Returns how many were recorded."""
        last = cls.objects.values_list("number", "fingerprint").last()
        numbers = policy.current()
        if last and last[1] == fingerprint(numbers):
            return 0
        row = PolicyChange(
            number=last[0] + 1 if last else 1,
            fingerprint=fingerprint(numbers),
            numbers=asdict(numbers),
            at=clock.now(),
        )
        PolicyChange.objects.bulk_create([row], ignore_conflicts=True)
        return 1

    @property
    def policy(self) -> Policy:
        """These numbers; those that the row does not know have their defaults. Raises `InvalidNumber`."""
        known = {number.name for number in Policy().numbers()}
        numbers: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.numbers.items()
            if name in known
        }
        return Policy(**numbers)
