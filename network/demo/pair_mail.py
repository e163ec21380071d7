"""What was e-mailed, or by decision not e-mailed, about the invitations between the two of the split screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations.models import Invitation, Reception
from invitations.models.invitation import InvitationQuerySet
from network.demo.stories.pages import find_member
from network.demo.time_travel import Period
from network.members.models import Member, normalise_address
from notifications.choices import Kind
from notifications.models import Outbox


@dataclass(frozen=True)
class Party:
    """One of the two: a member, or an address of somebody who is none yet."""

    member: Member | None
    addresses: list[str]

    @property
    def short_name(self) -> str:
        return self.member.get_short_name() if self.member else self.addresses[0]


def find_party(who: str) -> Party | None:
    """The member with this handle or verified address, or this address itself; None for an unknown handle."""
    if member := find_member(who):
        return Party(member, member.addresses())
    address = normalise_address(who) if "@" in who else ""
    return Party(None, [address]) if address else None


@dataclass(frozen=True)
class MailCounts:
    """How many e-mails were sent in a period, and how many by decision were not."""

    sent: int
    not_sent: int


def invitations_between(left: Party, right: Party) -> InvitationQuerySet:
    """The invitations in both directions, to a member or to an address, newest first."""
    of_two = Q(pk=None)
    for sender, other in ((left, right), (right, left)):
        if sender.member:
            of_two |= Q(sender=sender.member, address__in=other.addresses)
        if sender.member and other.member:
            received = Reception.objects.filter(sender=sender.member, member=other.member)
            of_two |= Q(sender=sender.member, recipient=other.member) | Q(
                pk__in=received.values("invitation")
            )
    return Invitation.objects.filter(of_two).order_by("-sent_at", "-pk")


def rows_between(left: Party, right: Party) -> QuerySet[Outbox]:
    """The outbox rows about the invitations between the two, and notices to one of them about no invitation."""
    members = [party.member for party in (left, right) if party.member]
    notices = Q(invitation=None, member__in=members) & ~Q(kind__in=[Kind.ACCOUNT, Kind.EXPORT_READY])
    return Outbox.objects.filter(Q(invitation__in=invitations_between(left, right)) | notices)


def count(rows: QuerySet[Outbox], period: Period) -> MailCounts:
    """Cancelled rows count as not sent: the worker decided so when their time came."""
    decided = rows.filter(status__in=[Outbox.Status.SILENT, Outbox.Status.CANCELLED])
    return MailCounts(
        sent=rows.filter(sent_at__gt=period.since, sent_at__lte=period.until).count(),
        not_sent=decided.filter(created_at__gt=period.since, created_at__lte=period.until).count(),
    )


def count_sent_to(rows: QuerySet[Outbox], party: Party, since: datetime) -> int:
    """How many e-mails the party has got since then."""
    to_party = Q(address__in=party.addresses)
    if party.member:
        to_party |= Q(member=party.member)
    return rows.filter(to_party, status=Outbox.Status.SENT, sent_at__gte=since).count()


def describe_move(days: int, counts: MailCounts) -> str:
    """“1 week later: 2 e-mails sent, 1 deliberately not sent.”, for one of the offered moves of the clock."""
    later = {1: _("1 day later"), 7: _("1 week later"), 28: _("4 weeks later")}[days]
    sent = ngettext("%(count)s e-mail sent", "%(count)s e-mails sent", counts.sent)
    not_sent = ngettext("%(count)s deliberately not sent", "%(count)s deliberately not sent", counts.not_sent)
    parts = {"sent": sent % {"count": counts.sent}, "not_sent": not_sent % {"count": counts.not_sent}}
    return _("%(later)s: %(sent)s, %(not_sent)s.") % (parts | {"later": later})
