"""The worker ends the invitations of a new block that the blocker's own request may not read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from invitations.models import Block, Invitation, Reception
from invitations.models.invitation import InvitationQuerySet
from invitations.models.pair import pair_columns
from invitations.transitions import Conflict, transition
from network import clock
from network.common.jobs import STALL_AFTER, RowJob
from network.members.models import Connection, Member


class BlockJob(RowJob):
    """Settles new blocks. A block that fails stays due until the next run."""

    name = "blocks"
    task = "invitations.tasks.deliver"
    chunk_size = None

    def due(self) -> QuerySet[Block]:
        rows: QuerySet[Block] = Block.objects.unsettled().order_by("pk")
        return rows

    def process(self, pk: int) -> bool:
        return settle(Block.objects.select_related("blocker", "blocked").get(pk=pk))

    def stalled(self) -> QuerySet[Block]:
        return self.due().filter(at__lt=clock.now() - STALL_AFTER)


job = BlockJob()


def settle(block: Block) -> bool:
    """End what was delivered while the block was created, or to an address that the blocker had typed.

    Returns False if the block is settled or lifted already. A delivery that began before the block has locked its
    invitation, so this waits for it; a later delivery sees the block.
    """
    if not _end_standing_reception(block):
        return False
    Connection.objects.remove(block.blocker, block.blocked)
    Block.objects.filter(pk=block.pk).update(settled_at=clock.now())
    return True


@transition
def _end_standing_reception(block: Block) -> bool:
    """End the standing reception, in either direction. Returns False if the block is settled or lifted already."""
    unlocked = Reception.standing_between(block.blocker, block.blocked)
    invitation_ids = _open_between(block.blocker, block.blocked).values_list("pk", flat=True)
    locked = Invitation.objects.lock(*invitation_ids, *([unlocked.invitation_id] if unlocked else []))
    standing = Reception.standing_between(block.blocker, block.blocked)
    if standing and standing.invitation_id not in locked:
        raise Conflict
    if not Block.objects.unsettled().select_for_update().filter(pk=block.pk).exists():
        return False
    if standing and standing.invitation.is_open:
        standing.end_by_block(block.blocker)
    return True


def _open_between(a: Member, b: Member) -> InvitationQuerySet:
    """All open invitations between two members, by name or to one of their addresses."""
    typed = Q(sender=a, address__in=b.addresses()) | Q(sender=b, address__in=a.addresses())
    rows: InvitationQuerySet = Invitation.objects.open().filter(Q(**pair_columns(a, b)) | typed)
    return rows
