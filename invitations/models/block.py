from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from invitations import signals
from invitations.errors import NotOpen
from invitations.models.allowance import Allowance
from invitations.models.invitation import Invitation
from invitations.models.reception import Reception
from invitations.querysets import BlockQuerySet
from invitations.transitions import Conflict, transition
from network import clock
from network.common.text import arrow
from network.members.models import Connection, Member


class BlockManager(models.Manager["Block"].from_queryset(BlockQuerySet)):  # type: ignore[misc]
    @transition
    def block(self, blocker: Member, blocked: Member) -> Block:
        """From now on nothing of theirs is delivered, and what stands between the two ends. Nobody is told.

        Raises `NotOpen` for oneself and where the block stands already. What only the worker may look at,
        `worker.blocks` ends.
        """
        Allowance.objects.lock(blocker)
        if blocker == blocked or self.of(blocker).against(blocked).standing().exists():
            raise NotOpen
        open_ones = self._lock_what_is_open(blocker, blocked)
        block: Block = self.create(blocker=blocker, blocked=blocked, at=clock.now())
        for reception in Reception.objects.of(blocker).standing().filter(invitation__in=open_ones):
            reception.end_by_block(blocker)
        for invitation in open_ones:
            if invitation.sender_id == blocker.pk:
                invitation.withdraw()
        Connection.objects.remove(blocker, blocked)
        signals.member_blocked.send(sender=Block, block=block)
        return block

    @transition
    def unblock(self, blocker: Member, blocked: Member) -> None:
        """What they send from now on is delivered again; what ended stays ended. Raises `NotOpen` if none stands."""
        block = self.of(blocker).against(blocked).standing().select_for_update().first()
        if block is None:
            raise NotOpen
        block.lifted_at = clock.now()
        block.save(update_fields=["lifted_at"])
        signals.member_unblocked.send(sender=Block, block=block)

    def _lock_what_is_open(self, blocker: Member, blocked: Member) -> list[Invitation]:
        """The invitations of the two, as far as the blocker may know of them."""
        received = (
            Reception.objects.of(blocker).from_(blocked).standing().values_list("invitation", flat=True)
        )
        plain = Invitation.objects.between(blocker, blocked).open().values_list("pk", flat=True)
        rows = Invitation.objects.lock(*received, *plain).values()
        if any(row.status == Invitation.Status.ACCEPTED for row in rows):
            raise Conflict  # a connection goes before its invitation is locked, never after
        return [row for row in rows if row.is_open]


class Block(models.Model):
    """The blocker wants nothing of the blocked any more. Silent, and no strike: the blocked never learns of it.

    `settled_at`: when the worker had ended what the blocker's own request may not look at.
    """

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="blocks", verbose_name=_("blocker")
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("blocked")
    )
    at = models.DateTimeField(_("when"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = BlockManager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["blocker", "blocked"], condition=Q(lifted_at=None), name="block_pair_uq"
            ),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_self"),
        ]
        indexes = [
            models.Index("id", condition=Q(lifted_at=None, settled_at=None), name="block_unsettled"),
            models.Index("blocker", F("at").desc(), F("id").desc(), name="block_list"),
        ]

    def __str__(self) -> str:
        return arrow(self.blocker, self.blocked)
