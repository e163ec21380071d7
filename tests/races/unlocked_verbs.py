"""The same verbs without locks and transactions: check, then act.

They must break the invariants, or the threads of the tests do not race.
"""

from __future__ import annotations

from django.core.mail import get_connection
from django.db.models import F

from invitations import signals
from invitations.errors import LimitReached, NotOpen
from invitations.models import Allowance, Invitation, InvitationEvent, Message, Reception, Refusal
from invitations.models.pair import pair_columns
from network import clock
from network.members.models import Connection, Member
from notifications import emails
from notifications.models import Outbox

Kind = InvitationEvent.Kind


def send(sender: Member, recipient: Member) -> None:
    if crossing := Invitation.objects.open().filter(sender=recipient, recipient=sender).first():
        return _connect(crossing, sender)
    if Invitation.objects.between(sender, recipient).filter(status__in=["open", "accepted"]).exists():
        raise NotOpen
    _spend(sender)
    now = clock.now()
    invitation = Invitation.objects.create(
        sender=sender,
        recipient=recipient,
        sent_at=now,
        last_proposed_at=now,
        **pair_columns(sender, recipient),
    )
    _record(invitation, Kind.SENT)
    return None


def follow_up(invitation_id: int) -> None:
    invitation = Invitation.objects.get(pk=invitation_id)
    if not invitation.may_follow_up:
        raise NotOpen
    _spend(invitation.sender)
    invitation.follow_ups, invitation.last_proposed_at = invitation.follow_ups + 1, clock.now()
    invitation.save()
    _record(invitation, Kind.FOLLOWED_UP)


def withdraw(invitation_id: int) -> None:
    invitation = _open(invitation_id)
    invitation.status, invitation.closed_at = Invitation.Status.WITHDRAWN, clock.now()
    invitation.save()
    signals.invitation_withdrawn.send(sender=Invitation, event=_record(invitation, Kind.WITHDRAWN))


def accept(reception_id: int) -> None:
    reception = Reception.objects.get(pk=reception_id)
    _connect(_open(reception.invitation_id), reception.member)
    if reception.refused_at:
        Refusal.objects.of(reception.member).void()
        reception.refused_at = None
        reception.save()


def say_unknown(reception_id: int) -> None:
    reception = Reception.objects.get(pk=reception_id)
    _open(reception.invitation_id)
    reception.refused_at = clock.now()
    reception.save()
    Refusal.objects.create(refuser=reception.member, refused=reception.sender, at=clock.now())


def reply(reception_id: int, nonce: str) -> None:
    reception = Reception.objects.get(pk=reception_id)
    invitation = _open(reception.invitation_id)
    if not invitation.messages.filter(nonce=nonce).exists():
        message = invitation.write(Message.Kind.REPLY, reception.member, "Where did we meet?", nonce)
        _record(invitation, Kind.REPLIED)
        signals.invitation_replied.send(sender=Reception, message=message)


def post(outbox: int) -> None:
    row = Outbox.objects.get(pk=outbox)
    if row.status != Outbox.Status.WAITING:
        return
    mail = emails.build(row)
    mail.connection = get_connection()
    mail.send()
    row.status, row.sent_at, row.message_id = "sent", clock.now(), mail.extra_headers["Message-ID"]
    row.save()


def _open(invitation_id: int) -> Invitation:
    invitation = Invitation.objects.get(pk=invitation_id)
    if not invitation.is_open:
        raise NotOpen
    return invitation


def _connect(invitation: Invitation, member: Member) -> None:
    invitation.status, invitation.accepted_at = Invitation.Status.ACCEPTED, clock.now()
    invitation.save()
    for owner, other in ((invitation.sender, member), (member, invitation.sender)):
        Connection.objects.create(owner=owner, other=other, since=clock.now())
        Member.objects.filter(pk=owner.pk).update(degree=F("degree") + 1)
    event = _record(invitation, Kind.ACCEPTED)
    signals.invitation_accepted.send(sender=Reception, invitation=invitation, event=event)


def _spend(member: Member) -> None:
    allowance = Allowance.objects.get(pk=member.pk)
    if allowance.used >= allowance.limit:
        raise LimitReached("allowance", member.pk)
    allowance.used += 1
    allowance.recent.append(clock.now().isoformat())
    allowance.save()


def _record(invitation: Invitation, kind: str) -> InvitationEvent:
    return InvitationEvent.objects.create(invitation=invitation, kind=kind, at=clock.now())
