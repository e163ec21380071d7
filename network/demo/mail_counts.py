"""How many e-mails were sent, or by decision not sent, about the invitations between the two of the split screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.demo.participants import Participant, invitations_between
from network.demo.time_travel import Period
from notifications.choices import Kind
from notifications.models import Outbox


@dataclass(frozen=True)
class MailCounts:
    """How many e-mails were sent in a period, and how many by decision were not."""

    sent: int
    not_sent: int


def outbox_between(left: Participant, right: Participant) -> QuerySet[Outbox]:
    """The outbox rows about the invitations between the two, and notices to one of them about no invitation."""
    members = [participant.member for participant in (left, right) if participant.member]
    notices = Q(invitation=None, member__in=members) & ~Q(kind__in=[Kind.ACCOUNT, Kind.EXPORT_READY])
    return Outbox.objects.filter(Q(invitation__in=invitations_between(left, right)) | notices)


def count_emails(rows: QuerySet[Outbox], period: Period) -> MailCounts:
    """Cancelled rows count as not sent: the worker decided so when their time came."""
    decided = rows.filter(status__in=[Outbox.Status.SILENT, Outbox.Status.CANCELLED])
    return MailCounts(
        sent=rows.filter(sent_at__gt=period.since, sent_at__lte=period.until).count(),
        not_sent=decided.filter(created_at__gt=period.since, created_at__lte=period.until).count(),
    )


def count_sent_to(rows: QuerySet[Outbox], participant: Participant, since: datetime) -> int:
    """How many e-mails the participant has got since then."""
    to_participant = Q(address__in=participant.addresses)
    if participant.member:
        to_participant |= Q(member=participant.member)
    return rows.filter(to_participant, status=Outbox.Status.SENT, sent_at__gte=since).count()


def describe_move(days: int, counts: MailCounts) -> str:
    """“1 week later: 2 e-mails sent, 1 deliberately not sent.”, for one of the offered moves of the clock."""
    later = {1: _("1 day later"), 7: _("1 week later"), 28: _("4 weeks later")}[days]
    sent = ngettext("%(count)s e-mail sent", "%(count)s e-mails sent", counts.sent)
    not_sent = ngettext("%(count)s deliberately not sent", "%(count)s deliberately not sent", counts.not_sent)
    parts = {"sent": sent % {"count": counts.sent}, "not_sent": not_sent % {"count": counts.not_sent}}
    return _("%(later)s: %(sent)s, %(not_sent)s.") % (parts | {"later": later})
