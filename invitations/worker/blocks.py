"""The worker's part of a block: what the blocker's own request may not look at ends here."""

from __future__ import annotations

import logging

from django.db.models import Q

from invitations.models import Block, Invitation, Reception
from invitations.models.invitation import InvitationQuerySet
from invitations.models.pair import pair_columns
from invitations.transitions import Conflict, transition
from network import clock
from network.members.models import Connection, Member

log = logging.getLogger(__name__)


def settle_all() -> int:
    """Settle every block that is not; one that fails is left for the next time alone. Returns how many."""
    return sum(map(_try, list(Block.objects.unsettled().order_by("pk").values_list("pk", flat=True))))


def _try(pk: int) -> int:
    try:
        return int(settle(Block.objects.select_related("blocker", "blocked").get(pk=pk)))
    except Exception:
        log.exception("Block %s could not be settled.", pk)
        return 0


def settle(block: Block) -> bool:
    """End what was brought on its way while the block was made, or by an address that the blocker had typed.

    A delivery that began before the block holds its invitation, so it is waited for here; one that begins later
    sees the block. So none slips through between the two.
    """
    if not _part(block):
        return False
    Connection.objects.remove(block.blocker, block.blocked)
    return bool(Block.objects.unsettled().filter(pk=block.pk).update(settled_at=clock.now()))


@transition
def _part(block: Block) -> bool:
    """End the standing reception, in either direction; False where the block is settled or lifted already."""
    seen = Reception.standing_between(block.blocker, block.blocked)
    ways = _ways(block.blocker, block.blocked).values_list("pk", flat=True)
    locked = Invitation.objects.lock(*ways, *([seen.invitation_id] if seen else []))
    standing = Reception.standing_between(block.blocker, block.blocked)
    if standing and standing.invitation_id not in locked:
        raise Conflict
    if not Block.objects.unsettled().select_for_update().filter(pk=block.pk).exists():
        return False
    if standing and standing.invitation.is_open:
        standing.end_by_block(block.blocker)
    return True


def _ways(a: Member, b: Member) -> InvitationQuerySet:
    """All that is open from one to the other, plainly or to an address."""
    typed = Q(sender=a, address__in=b.addresses()) | Q(sender=b, address__in=a.addresses())
    rows: InvitationQuerySet = Invitation.objects.open().filter(Q(**pair_columns(a, b)) | typed)
    return rows
