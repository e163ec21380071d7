from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.db.models.signals import post_save

from invitations import signals, tasks
from invitations.models import Allowance, Invitation
from invitations.privacy import erasure as privacy_erasure
from invitations.privacy import export as privacy_export
from network.members.models import Member
from network.members.privacy.erasure import Step
from network.members.privacy.export import Table
from network.members.signals import account_deletion_started, connection_removed, export_started


def connect() -> None:
    post_save.connect(give_an_allowance, sender=Member, dispatch_uid="invitations.give_an_allowance")
    email_confirmed.connect(claim_what_waits_for_the_address, dispatch_uid="invitations.claim")
    connection_removed.connect(end_their_invitation, dispatch_uid="invitations.end_their_invitation")
    signals.batch_started.connect(let_the_worker_send, dispatch_uid="invitations.let_the_worker_send")
    export_started.connect(give_their_invitations, dispatch_uid="invitations.give_their_invitations")
    account_deletion_started.connect(give_the_steps_of_invitations, dispatch_uid="invitations.give_the_steps")
    for name in (
        "invitation_sent",
        "invitation_followed_up",
        "message_sent",
        "invitation_withdrawn",
        "invitation_closed",
        "member_blocked",
    ):
        getattr(signals, name).connect(let_the_worker_deliver, dispatch_uid=f"invitations.deliver.{name}")


def claim_what_waits_for_the_address(email_address: Any, **_: Any) -> None:
    tasks.claim.enqueue(email_address.email)


def give_an_allowance(instance: Member, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        Allowance.objects.create(member=instance)


def end_their_invitation(remover: Member, other: Member, **_: Any) -> None:
    accepted = Invitation.objects.between(remover, other).filter(status=Invitation.Status.ACCEPTED).first()
    if accepted:
        accepted.end(remover)


def let_the_worker_deliver(**_: Any) -> None:
    tasks.deliver.enqueue()


def let_the_worker_send(**_: Any) -> None:
    tasks.send_batches.enqueue()


def give_their_invitations(member: Member, **_: Any) -> list[Table]:
    return privacy_export.export_tables(member)


def give_the_steps_of_invitations(**_: Any) -> list[Step]:
    return privacy_erasure.STEPS
