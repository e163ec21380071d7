"""What the narrator says about two members: both halves of their newest invitation, and all that happened between them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from invitations.admin.sentences import DELIVERIES
from invitations.admin.timeline import Group, timeline_of
from invitations.models import Delivery, Invitation, Reception
from network.common.sentences import html_sentence
from network.members.models import Member

MAX_INVITATIONS = 10
Status = Invitation.Status


@dataclass(frozen=True)
class Halves:
    """The newest invitation as its sender sees it, and as it is."""

    invitation: Invitation
    seen: SafeString
    truth: SafeString

    @property
    def sender(self) -> str:
        return self.invitation.sender.get_short_name()


@dataclass(frozen=True)
class Narration:
    halves: Halves | None
    groups: list[Group]


def narrate(left: Member, right: Member) -> Narration:
    """What happened between the two, of their newest invitations. The number of queries is constant."""
    invitations = _invitations_between(left, right)
    groups = timeline_of(invitations)
    return Narration(_halves(invitations[0], left, right) if invitations else None, groups)


def _invitations_between(left: Member, right: Member) -> list[Invitation]:
    """The newest invitations between the two, to a member or to an address, newest first."""
    received = Reception.objects.filter(Q(sender=left, member=right) | Q(sender=right, member=left))
    rows = Invitation.objects.filter(
        Q(sender=left, recipient=right)
        | Q(sender=right, recipient=left)
        | Q(sender=left, address__in=right.addresses())
        | Q(sender=right, address__in=left.addresses())
        | Q(pk__in=received.values("invitation"))
    )
    return list(rows.with_people().order_by("-sent_at", "-pk")[:MAX_INVITATIONS])


def _halves(invitation: Invitation, left: Member, right: Member) -> Halves:
    recipient = right if invitation.sender_id == left.pk else left
    names = {"sender": invitation.sender.get_short_name(), "recipient": recipient.get_short_name()}
    received = Reception.objects.of(recipient).from_(invitation.sender)
    reception = received.filter(invitation=invitation).first() or received.standing().first()
    seen, truth = _seen(invitation, reception), _truth(invitation, reception)
    return Halves(invitation, html_sentence(seen, **names), html_sentence(truth, **names))


def _seen(invitation: Invitation, reception: Reception | None) -> str:
    """What the sender's pages show: what the recipient did silently is not in it."""
    has_reply = bool(reception and reception.replied_at)
    match invitation.status:
        case Status.OPEN:
            return _("Sent, with a reply from %(recipient)s.") if has_reply else _("Sent.")
        case Status.ACCEPTED:
            return _("Connected with %(recipient)s.")
        case Status.WITHDRAWN:
            return _("Withdrawn.")
        case Status.CLOSED:
            return _("Closed.")
    return _("No longer connected.")


def _truth(invitation: Invitation, reception: Reception | None) -> str:
    match invitation.status:
        case Status.ACCEPTED:
            return _("Connected.")
        case Status.ENDED:
            return _("No longer connected.")
        case Status.WITHDRAWN | Status.CLOSED:
            return _("Gone from all pages of %(recipient)s.")
    return _open_truth(reception) if reception else _undelivered_truth(invitation)


def _open_truth(reception: Reception) -> str:
    if reception.ended_at:
        return _("Ended by a block.")
    if reception.reported_at:
        return _("Reported to the staff by %(recipient)s.")
    if reception.refused_at:
        return _("Archived: %(recipient)s said “I don’t know %(sender)s”.")
    if reception.place == Reception.Place.ARCHIVE:
        return _("Archived: ignored by %(recipient)s.")
    if reception.replied_at:
        return _("In the inbox of %(recipient)s, who has replied.")
    return _("In the inbox of %(recipient)s.")


def _undelivered_truth(invitation: Invitation) -> str:
    """Why nothing has arrived: the worker's newest decision about a proposal."""
    proposals = [Delivery.Kind.INVITATION, Delivery.Kind.FOLLOW_UP]
    newest = Delivery.objects.filter(invitation=invitation, kind__in=proposals).order_by("pk").last()
    return str(DELIVERIES[Delivery.Outcome(newest.outcome if newest else "")])
