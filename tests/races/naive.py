"""The same verbs as they are often written: look, then act, with no lock, no transaction and no second look.

They must break the invariants, or the ring does not race.
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
    if theirs := Invitation.objects.open().filter(sender=recipient, recipient=sender).first():
        return _connect(theirs, sender)
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


def follow_up(invitation: int) -> None:
    found = Invitation.objects.get(pk=invitation)
    if not found.may_follow_up:
        raise NotOpen
    _spend(found.sender)
    found.follow_ups, found.last_proposed_at = found.follow_ups + 1, clock.now()
    found.save()
    _record(found, Kind.FOLLOWED_UP)


def withdraw(invitation: int) -> None:
    found = _open(invitation)
    found.status, found.closed_at = Invitation.Status.WITHDRAWN, clock.now()
    found.save()
    signals.invitation_withdrawn.send(sender=Invitation, event=_record(found, Kind.WITHDRAWN))


def accept(reception: int) -> None:
    found = Reception.objects.get(pk=reception)
    _connect(_open(found.invitation_id), found.member)
    if found.refused_at:
        Refusal.objects.of(found.member).void()
        found.refused_at = None
        found.save()


def say_unknown(reception: int) -> None:
    found = Reception.objects.get(pk=reception)
    _open(found.invitation_id)
    found.refused_at = clock.now()
    found.save()
    Refusal.objects.create(refuser=found.member, refused=found.sender, at=clock.now())


def reply(reception: int, nonce: str) -> None:
    found = Reception.objects.get(pk=reception)
    invitation = _open(found.invitation_id)
    if not invitation.messages.filter(nonce=nonce).exists():
        message = invitation.write(Message.Kind.REPLY, found.member, "Where did we meet?", nonce)
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


def _open(invitation: int) -> Invitation:
    found = Invitation.objects.get(pk=invitation)
    if not found.is_open:
        raise NotOpen
    return found


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
        raise LimitReached
    allowance.used += 1
    allowance.recent.append(clock.now().isoformat())
    allowance.save()


def _record(invitation: Invitation, kind: str) -> InvitationEvent:
    return InvitationEvent.objects.create(invitation=invitation, kind=kind, at=clock.now())
