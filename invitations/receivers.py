"""Receivers of signals. A receiver only writes rows or enqueues a task."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.db.models.signals import post_save
from django.dispatch import receiver

from invitations import signals, tasks
from invitations.errors import PolicyLimit
from invitations.models import Allowance, Invitation, JoinLinkUse, NonMember, RefusedSend
from invitations.privacy import erasure as privacy_erasure
from invitations.privacy import export as privacy_export
from network.common.queue import wake
from network.members import signals as member_signals
from network.members.models import Member
from network.members.privacy.erasure import Step
from network.members.privacy.export import Table


@receiver(email_confirmed, dispatch_uid="invitations.claim_invitations_for_verified_address")
def claim_invitations_for_verified_address(email_address: Any, **_: Any) -> None:
    wake(tasks.claim, email_address.pk)


@receiver(post_save, sender=Member, dispatch_uid="invitations.create_allowance")
def create_allowance(instance: Member, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        Allowance.objects.create(member=instance)


@receiver(member_signals.connection_removed, dispatch_uid="invitations.end_accepted_invitation")
def end_accepted_invitation(remover: Member, other: Member, **_: Any) -> None:
    rows = Invitation.objects.between(remover, other)
    rows.filter(status=Invitation.Status.CLOSED, ended_by=None).exclude(accepted_at=None).update(
        ended_by=remover
    )
    if accepted := rows.filter(status=Invitation.Status.ACCEPTED).first():
        accepted.end(remover)


@receiver(
    [
        signals.invitation_sent,
        signals.invitation_followed_up,
        signals.message_sent,
        signals.invitation_withdrawn,
        signals.invitation_closed,
        signals.member_blocked,
    ],
    dispatch_uid="invitations.enqueue_delivery",
)
def enqueue_delivery(**_: Any) -> None:
    wake(tasks.deliver)


@receiver(signals.invitation_accepted, dispatch_uid="invitations.enqueue_acceptance")
def enqueue_acceptance(invitation: Invitation, **_: Any) -> None:
    if invitation.address:
        wake(tasks.deliver)


@receiver(signals.verb_refused, dispatch_uid="invitations.record_refused_verb")
def record_refused_verb(kind: str, refusal: PolicyLimit, **_: Any) -> None:
    RefusedSend.record(kind, refusal)


@receiver(signals.batch_started, dispatch_uid="invitations.enqueue_batches")
def enqueue_batches(**_: Any) -> None:
    wake(tasks.send_batches)


@receiver(member_signals.addresses_imported, dispatch_uid="invitations.return_unwanted_addresses")
def return_unwanted_addresses(addresses: list[str], **_: Any) -> set[str]:
    """Those whose owners have opted out."""
    return NonMember.objects.opted_out_of(addresses)


@receiver(member_signals.imported_person_joined, dispatch_uid="invitations.record_join_link_use")
def record_join_link_use(member: Member, nonce: str, **_: Any) -> None:
    """As of an account that the link of an invitation has opened: a letter says so, and its owner may close it."""
    use = JoinLinkUse.objects.create(nonce=nonce, member=member)
    signals.non_member_joined.send(sender=JoinLinkUse, use=use)


@receiver(member_signals.export_started, dispatch_uid="invitations.return_export_tables")
def return_export_tables(member: Member, **_: Any) -> list[Table]:
    return privacy_export.export_tables(member)


@receiver(member_signals.account_deletion_started, dispatch_uid="invitations.return_erasure_steps")
def return_erasure_steps(**_: Any) -> list[Step]:
    return privacy_erasure.STEPS
