from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.db.models.signals import post_save

from invitations import signals, tasks
from invitations.models import Allowance, Invitation
from network.members.models import Member
from network.members.signals import connection_removed


def connect() -> None:
    post_save.connect(give_an_allowance, sender=Member, dispatch_uid="invitations.give_an_allowance")
    email_confirmed.connect(claim_what_waits_for_the_address, dispatch_uid="invitations.claim")
    connection_removed.connect(end_their_invitation, dispatch_uid="invitations.end_their_invitation")
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
