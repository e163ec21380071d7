"""From when the days of reminders are counted: they follow the person, not the invitation.

Whoever withdraws an invitation and sends it again does not start them anew. If an invitation of the same sender first
reached the person within 30 days, whatever the way or address, the new one continues its reminders, and has none where
none are left.
"""

from __future__ import annotations

from datetime import datetime

from invitations import policy
from invitations.models import Invitation, JoinInvitation, NonMember, Reception
from invitations.models.non_member import mailbox_digests
from invitations.worker import pair_mails
from network import clock
from network.members.models import Member


def continue_earlier(reception: Reception, told_lately: bool) -> None:
    """Count the reminders of a new reception from those of an earlier one; a delivery without an e-mail has none of its own."""
    member, sender = reception.member, reception.sender
    earlier = _earlier_reception(reception)
    mailed = _last_mailed(mailbox_digests(*member.addresses()), sender)
    if earlier and not (mailed and mailed.first_mailed_at > earlier.delivered_at):
        reception.count_reminders_from(None if earlier.reminders_stopped else earlier.reminders_from)
    elif mailed:
        reception.count_reminders_from(mailed.reminders_from)
    elif told_lately:
        reception.count_reminders_from(None)


def start_for_non_member(invitation: Invitation, non_member: NonMember) -> datetime | None:
    """From when to count the reminders of a new invitation to join; None if it has none."""
    mailed = _last_mailed([non_member.digest], invitation.sender)
    return mailed.reminders_from if mailed else clock.now()


def _earlier_reception(reception: Reception) -> Reception | None:
    rows = Reception.objects.of(reception.member).from_(reception.sender).exclude(pk=reception.pk)
    return rows.filter(delivered_at__gt=clock.now() - policy.MONTH).order_by("delivered_at").last()


def _last_mailed(digests: list[str], sender: Member) -> JoinInvitation | None:
    rows = pair_mails.mailed_to(digests, sender)
    return rows.filter(first_mailed_at__gt=clock.now() - policy.MONTH).order_by("first_mailed_at").last()
