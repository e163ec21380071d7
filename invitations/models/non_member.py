from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invitations import policy
from network import clock
from network.common.addresses import mailbox_of, readable_address
from network.common.hashing import keyed_hash
from network.members.models import Member, normalise_address


class NonMemberQuerySet(models.QuerySet["NonMember"]):
    def for_address(self, address: str) -> NonMemberQuerySet:
        return self.filter(digest__in=mailbox_digests(address))

    def lock(self, address: str) -> NonMember:
        """The row of this mailbox, locked until the transaction ends; created if it does not exist."""
        digest, *older = mailbox_digests(address)
        self.get_or_create(digest=digest)
        row = self.select_for_update().get(digest=digest)
        if older and self.has_opted_out(address):
            row.opt_out()
        return row

    def has_opted_out(self, address: str) -> bool:
        return self.for_address(address).filter(opted_out_at__isnull=False).exists()

    def opted_out_of(self, addresses: Iterable[str]) -> set[str]:
        """Those of many addresses whose owners have opted out."""
        digests = {address: mailbox_digests(address) for address in addresses}
        wanted = chain.from_iterable(digests.values())
        rows = self.filter(digest__in=list(wanted), opted_out_at__isnull=False)
        found = set(rows.values_list("digest", flat=True))
        return {address for address, spellings in digests.items() if not found.isdisjoint(spellings)}

    def has_reported(self, address: str, sender: Member) -> bool:
        """Whether the owner of the address has reported an invitation of this sender by e-mail. For the worker."""
        return self.for_address(address).filter(reports__reported=sender).exists()


class NonMember(models.Model):
    """A mailbox whose addresses no member has, stored as a keyed hash, with its recent e-mails and its opt-out."""

    digest = models.CharField(_("keyed hash of the address"), max_length=64, primary_key=True)
    recent = models.JSONField(_("e-mailed in the last day"), default=list, editable=False)
    opted_out_at = models.DateTimeField(_("asked never to be e-mailed again"), null=True, blank=True)

    objects = NonMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("non-member")
        verbose_name_plural = _("non-members")

    def __str__(self) -> str:
        return self.digest[:12]

    def may_be_mailed(self, by: Member) -> bool:
        """Whether this member may invite or remind the address now: it has limits per day and per week, may opt out, and
        may have reported the member.

        Call it on a locked row.
        """
        this_week = self.join_invitations.filter(last_mailed_at__gt=clock.now() - policy.WEEK)
        other_senders = this_week.exclude(sender=by).values("sender").distinct().count()
        wanted = self.opted_out_at is None and not self.reports.filter(reported=by).exists()
        within_limits = len(self._today()) < policy.current().address_mails_a_day
        return wanted and within_limits and other_senders < policy.current().address_inviters_a_week

    def record_mail(self) -> None:
        self.recent = [*self._today(), clock.now().isoformat()]
        self.save(update_fields=["recent"])

    def opt_out(self) -> None:
        """Never mail any invitation to this address again."""
        if self.opted_out_at is None:
            self.opted_out_at = clock.now()
            self.save(update_fields=["opted_out_at"])

    def _today(self) -> list[str]:
        return [at for at in self.recent if datetime.fromisoformat(at) > clock.now() - policy.DAY]


class JoinInvitation(models.Model):
    """An invitation that was e-mailed to a non-member, with its reminders; for a member this is a `Reception`."""

    invitation = models.OneToOneField(
        "invitations.Invitation", models.CASCADE, related_name="join_invitation"
    )
    non_member = models.ForeignKey(NonMember, models.PROTECT, related_name="join_invitations")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    first_mailed_at = models.DateTimeField(_("first e-mailed"))
    last_mailed_at = models.DateTimeField(_("last e-mailed"))
    reminders_from = models.DateTimeField(_("reminders counted from"), null=True, blank=True)
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders"), default=0)

    class Meta:
        verbose_name = _("join invitation")
        verbose_name_plural = _("join invitations")
        indexes = [
            models.Index(
                "next_reminder_at", condition=Q(next_reminder_at__isnull=False), name="join_invitation_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitation}"


def address_digests(address: str) -> list[str]:
    """The keyed hashes that may stand for an address: of its canonical form, and of the readable one, as before the migration 0002_canonical_addresses."""
    value = normalise_address(address)
    return [_keyed_hash(spelling) for spelling in dict.fromkeys([value, readable_address(value)])]


def mailbox_digests(*addresses: str) -> list[str]:
    """For each address the keyed hash of its mailbox, then those that may stand for the address itself; each hash once."""
    digests = ([_keyed_hash(mailbox_of(address)), *address_digests(address)] for address in addresses)
    return list(dict.fromkeys(chain.from_iterable(digests)))


def address_digest(address: str) -> str:
    """The keyed hash that is stored instead of an address."""
    return _keyed_hash(normalise_address(address))


def _keyed_hash(text: str) -> str:
    return keyed_hash("invitations.address", text)
