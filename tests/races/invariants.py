"""What must be true of the whole database after any race. Each function yields a sentence for every violation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F

from invitations.models import (
    Allowance,
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    Message,
    Reception,
    Refusal,
    Report,
)
from network.members.models import Connection, Member
from notifications.emails import message_id
from notifications.models import CapturedEmail, Outbox

Kind = InvitationEvent.Kind
Status = Invitation.Status


def violations() -> list[str]:
    return [sentence for check in CHECKS for sentence in check()]


def one_live_invitation_per_pair() -> Iterator[str]:
    live = Invitation.objects.filter(status__in=["open", "accepted"]).exclude(low=None).values("low", "high")
    for row in live.annotate(number=Count("pk")).filter(number__gt=1):
        yield f"{row['low']} and {row['high']} have {row['number']} live invitations"


def connected_pairs_have_one_accepted_invitation() -> Iterator[str]:
    accepted = Counter(Invitation.objects.filter(status=Status.ACCEPTED).values_list("low", "high"))
    rows = Counter((min(pair), max(pair)) for pair in Connection.objects.values_list("owner", "other"))
    for pair in accepted | rows:
        if (accepted[pair], rows[pair]) != (1, 2):
            yield f"{pair} have {accepted[pair]} accepted invitations and {rows[pair]} rows of connection"


def degree_equals_number_of_connections() -> Iterator[str]:
    read_count = Member.objects.annotate(number=Count("connections")).exclude(degree=F("number"))
    for member in read_count:
        yield f"{member.handle} has {member.number} connections and degree {member.degree}"


def allowance_equals_number_of_proposals() -> Iterator[str]:
    proposals = InvitationEvent.objects.filter(kind__in=[Kind.SENT, Kind.FOLLOWED_UP])
    made = Counter(proposals.values_list("invitation__sender", flat=True))
    for row in Allowance.objects.all():
        if not made[row.pk] == row.used == len(row.recent) or row.used > row.limit:
            yield f"{row.pk} has proposed {made[row.pk]}, spent {row.used}, of {row.limit}"


def one_event_per_transition() -> Iterator[str]:
    events = Counter(InvitationEvent.objects.values_list("invitation", "kind"))
    replies = Counter(Message.objects.filter(kind=Message.Kind.REPLY).values_list("invitation", flat=True))
    for row in Invitation.objects.all():
        expected = {
            Kind.SENT: 1,
            Kind.FOLLOWED_UP: row.follow_ups,
            Kind.REPLIED: replies[row.pk],
            Kind.ACCEPTED: int(row.accepted_at is not None and row.status != Status.CLOSED),
            Kind.WITHDRAWN: int(row.status == Status.WITHDRAWN),
            Kind.CLOSED: int(row.status == Status.CLOSED),
            Kind.ENDED: int(row.status == Status.ENDED),
        }
        for kind, number in expected.items():
            if events[row.pk, kind] != number:
                yield f"{row.pk} is {row.status} with {events[row.pk, kind]} × {kind}, not {number}"


def refused_receptions_have_a_standing_refusal() -> Iterator[str]:
    """A pair with an open refused reception has exactly one refusal. A refusal may outlive its reception."""
    standing = Counter(Refusal.objects.standing().values_list("refuser", "refused"))
    marked = Reception.objects.exclude(refused_at=None).values_list("member", "sender")
    open_marks, all_marks = Counter(marked.filter(ended_at=None)), set(marked)
    for pair in standing | open_marks:
        if standing[pair] != 1 or open_marks[pair] > 1 or pair not in all_marks:
            yield f"{pair}: {standing[pair]} standing refusals, {open_marks[pair]} receptions refused"
        if Connection.objects.filter(owner=pair[0], other=pair[1]).exists():
            yield f"{pair} are connected and refused"


def blocked_pairs_are_not_connected() -> Iterator[str]:
    for block in Block.objects.standing().filter(settled_at__isnull=False):
        pair = sorted((block.blocker_id, block.blocked_id))
        if Connection.objects.filter(owner__in=pair, other__in=pair).exists():
            yield f"{pair} are connected and blocked"
        if Reception.objects.standing().filter(low=pair[0], high=pair[1]).exists():
            yield f"{pair} have a standing reception and are blocked"
        if Invitation.objects.open().filter(sender=block.blocker, recipient=block.blocked).exists():
            yield f"{pair} have an open invitation by the one who blocks"


def one_report_per_invitation() -> Iterator[str]:
    reported = InvitationEvent.objects.filter(kind=Kind.REPORTED).count()
    marked = Reception.objects.exclude(reported_at=None).count()
    if not reported == marked == Report.objects.count():
        yield f"{reported} reported, {marked} receptions marked, {Report.objects.count()} reports"


def one_outbox_row_per_cause() -> Iterator[str]:
    for cause, kind in ((Kind.ACCEPTED, "accepted"), (Kind.REPLIED, "reply"), (Kind.WITHDRAWN, "withdrawn")):
        events = InvitationEvent.objects.filter(kind=cause).count()
        rows = Outbox.objects.filter(kind=kind).values("key").distinct().count()
        if rows != events:
            yield f"{events} × {cause} and {rows} rows of the outbox"


def sent_at_most_once() -> Iterator[str]:
    captured = Counter(CapturedEmail.objects.values_list("message_id", flat=True))
    for row in Outbox.objects.all():
        number = captured[message_id(row.key)]
        if number != int(row.status == Outbox.Status.SENT):
            yield f"{row.key} is {row.status} ({row.reason}) and was e-mailed {number} times"


def nothing_failed() -> Iterator[str]:
    for row in Delivery.objects.filter(attempts__gt=0):
        yield f"delivery {row.pk} failed"
    for mail in Outbox.objects.filter(status=Outbox.Status.WAITING, attempts__gt=0):
        yield f"{mail.key} failed: {mail.reason}"


CHECKS = [
    one_live_invitation_per_pair,
    connected_pairs_have_one_accepted_invitation,
    degree_equals_number_of_connections,
    allowance_equals_number_of_proposals,
    one_event_per_transition,
    refused_receptions_have_a_standing_refusal,
    blocked_pairs_are_not_connected,
    one_report_per_invitation,
    one_outbox_row_per_cause,
    sent_at_most_once,
    nothing_failed,
]
