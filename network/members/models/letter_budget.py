"""How many account letters a mailbox gets. Anybody can ask for such a letter, by typing the address of another person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import mailbox_of
from network.common.hashing import keyed_hash

DAY = timedelta(days=1)


class LetterKind(StrEnum):
    """The letters that count. Notices to a member about what has changed in the account do not."""

    JOIN = "join"
    CODE = "code"
    LINK = "link"
    CONFIRM = "confirm"
    EXISTS = "exists"
    RESET = "reset"
    UNKNOWN = "unknown"


class HeldReason(models.TextChoices):
    """Why an account letter is held. Whoever asked for it is not told."""

    SENT_LATELY = "letter sent lately", _("the same e-mail was sent less than 15 minutes ago")
    USED_UP = "letters used up", _("this address has had all its account e-mails for today")


class LetterBudgetQuerySet(models.QuerySet["LetterBudget"]):
    def for_addresses(self, addresses: Iterable[str]) -> LetterBudgetQuerySet:
        return self.filter(digest__in=map(_digest, addresses))

    def expired(self) -> LetterBudgetQuerySet:
        return self.filter(updated_at__lte=clock.now() - DAY)

    def lock(self, address: str) -> LetterBudget:
        """The row of this mailbox, locked until the transaction ends; created if it does not exist."""
        row = LetterBudget(digest=_digest(address), updated_at=clock.now())
        self.bulk_create([row], update_conflicts=True, unique_fields=["digest"], update_fields=["updated_at"])
        return self.get(digest=row.digest)


class LetterBudget(models.Model):
    """The account letters that left for one mailbox within a day, and the networks that asked for any.

    Of each kind one in `PAUSE`, and `A_DAY` in all. The last `RESERVED` of them are for those who are likely to own the
    address: a browser with the account's device cookie, and a network that has asked for none within a day. Address
    and networks are keyed hashes.
    """

    PAUSE = timedelta(minutes=15)
    A_DAY, RESERVED = 5, 2
    MAX_NETWORKS = 100

    digest = models.CharField(_("keyed hash of the address"), max_length=64, primary_key=True)
    letters = models.JSONField(_("e-mails in the last day"), default=list, editable=False)
    networks = models.JSONField(_("networks in the last day"), default=dict, editable=False)
    updated_at = models.DateTimeField(_("last requested"), default=clock.now)

    objects = LetterBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit of account e-mails")
        verbose_name_plural = _("limits of account e-mails")

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def letters_to_the_minute(self) -> list[list[str]]:
        """Kind and time of each letter, for its reader: what is finer tells when the worker came to it."""
        return [[kind, datetime.fromisoformat(at).isoformat(timespec="minutes")] for kind, at in self.letters]

    def spend(self, kind: LetterKind, network: str, has_device: bool) -> HeldReason | None:
        """Count a request for a letter: why the letter is held, or None if it may leave. Call it on a locked row."""
        now = clock.now()
        letters = [[sent, at] for sent, at in self.letters if _is_within(at, DAY)]
        networks = {name: at for name, at in self.networks.items() if _is_within(at, DAY)}
        is_likely_owner = has_device or network not in networks
        limit = self.A_DAY if is_likely_owner else self.A_DAY - self.RESERVED
        reason = None
        if any(sent == kind and _is_within(at, self.PAUSE) for sent, at in letters):
            reason = HeldReason.SENT_LATELY
        elif len(letters) >= limit:
            reason = HeldReason.USED_UP
        else:
            letters.append([kind, now.isoformat()])
        networks = {**networks, network: now.isoformat()}
        self.letters, self.networks = letters, dict(list(networks.items())[-self.MAX_NETWORKS :])
        self.save(update_fields=["letters", "networks"])
        return reason


def _is_within(at: str, period: timedelta) -> bool:
    return datetime.fromisoformat(at) > clock.now() - period


def _digest(address: str) -> str:
    return keyed_hash("members.letter_budget", mailbox_of(address))
