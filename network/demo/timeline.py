"""What the narrator says about two members: both halves of their newest invitation, and all that happened between them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from invitations.admin.sentences import DELIVERIES
from invitations.admin.timeline import Group, timeline_of
from invitations.models import Delivery, Invitation, Reception
from network.common.sentences import html_sentence
from network.demo.participants import Participant, current_invitation, invitations_between

MAX_INVITATIONS = 10
Status = Invitation.Status


@dataclass(frozen=True)
class Halves:
    """The newest invitation, an open or accepted one first, as its sender sees it, and as it is."""

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


def narrate(left: Participant, right: Participant) -> Narration:
    """What happened between the two, of their newest invitations. The number of queries is constant."""
    invitations = list(invitations_between(left, right).with_people()[:MAX_INVITATIONS])
    groups = timeline_of(invitations)
    current = current_invitation(invitations)
    return Narration(_halves(current, left, right) if current else None, groups)


def _halves(invitation: Invitation, left: Participant, right: Participant) -> Halves:
    recipient = right if invitation.sender == left.member else left
    names = {"sender": invitation.sender.get_short_name(), "recipient": recipient.short_name}
    reception = None
    if recipient.member:
        received = Reception.objects.of(recipient.member).from_(invitation.sender)
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
