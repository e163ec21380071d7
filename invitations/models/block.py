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
from invitations.transitions import Conflict, transition
from network import clock
from network.common.text import arrow
from network.members.models import Connection, Member


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, member: Member) -> BlockQuerySet:
        """The member's own blocks: the only access to blocks from a request."""
        return self.filter(blocker=member)

    def against(self, member: Member) -> BlockQuerySet:
        return self.filter(blocked=member)

    def between(self, a: Member, b: Member) -> BlockQuerySet:
        """In either direction. For the worker."""
        return self.filter(Q(blocker=a, blocked=b) | Q(blocker=b, blocked=a))

    def standing(self) -> BlockQuerySet:
        return self.filter(lifted_at=None)

    def unsettled(self) -> BlockQuerySet:
        """Standing blocks that the worker has not processed yet."""
        return self.standing().filter(settled_at=None)

    @transition
    def block(self, blocker: Member, blocked: Member) -> Block:
        """Stop all delivery from the blocked member and end what is open between the two. Nobody is told.

        Raises `NotOpen` for the blocker's own account and if the block stands already. Invitations that the blocker's
        request may not read are ended by the worker (`invitations.worker.blocks`).
        """
        Allowance.objects.lock(blocker)
        if blocker == blocked or self.of(blocker).against(blocked).standing().exists():
            raise NotOpen
        open_invitations = self._lock_open_invitations(blocker, blocked)
        block = self.create(blocker=blocker, blocked=blocked, at=clock.now())
        for reception in Reception.objects.of(blocker).standing().filter(invitation__in=open_invitations):
            reception.end_by_block(blocker)
        for invitation in open_invitations:
            if invitation.sender_id == blocker.pk:
                invitation.withdraw()
        Connection.objects.remove(blocker, blocked)
        signals.member_blocked.send(sender=Block, block=block)
        return block

    @transition
    def unblock(self, blocker: Member, blocked: Member) -> None:
        """Lift the block: new invitations are delivered again, ended ones stay ended. Raises `NotOpen` if there is none."""
        block = self.of(blocker).against(blocked).standing().select_for_update().first()
        if block is None:
            raise NotOpen
        block.lifted_at = clock.now()
        block.save(update_fields=["lifted_at"])
        signals.member_unblocked.send(sender=Block, block=block)

    def _lock_open_invitations(self, blocker: Member, blocked: Member) -> list[Invitation]:
        """The open invitations between the two that the blocker may know of, locked."""
        received = (
            Reception.objects.of(blocker).from_(blocked).standing().values_list("invitation", flat=True)
        )
        by_name = Invitation.objects.between(blocker, blocked).open().values_list("pk", flat=True)
        rows = Invitation.objects.lock(*received, *by_name).values()
        if any(row.status == Invitation.Status.ACCEPTED for row in rows):
            raise Conflict  # the lock order requires the connection before its invitation
        return [row for row in rows if row.is_open]


class Block(models.Model):
    """The blocker wants no contact with the blocked member, who is never told. A block is not a refusal.

    `settled_at` is when the worker ended the invitations that the blocker's own request may not read.
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

    objects = BlockQuerySet.as_manager()

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
