"""The vocabulary of the lifecycle's queries. `of(member)` is the one door to a private half."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from invitations import policy
from network import clock
from network.members.models import Member

if TYPE_CHECKING:
    from invitations.models import Allowance, Batch, Block, Invitation, Message, Reception, Refusal, Report  # noqa: F401


def pair(a: Member, b: Member) -> dict[str, int]:
    """The two ids of an unordered pair, as the columns `low` and `high`."""
    return {"low": min(a.pk, b.pk), "high": max(a.pk, b.pk)}


class InvitationQuerySet(QuerySet["Invitation"]):
    def sent_by(self, member: Member) -> InvitationQuerySet:
        return self.filter(sender=member)

    def open(self) -> InvitationQuerySet:
        return self.filter(status=self.model.Status.OPEN)

    def between(self, a: Member, b: Member) -> InvitationQuerySet:
        """Both directions, where the recipient is known to the sender."""
        return self.filter(**pair(a, b))

    def with_people(self) -> InvitationQuerySet:
        return self.select_related("sender", "recipient")

    def news(self) -> InvitationQuerySet:
        """What has been accepted or replied to since the sender noted it last."""
        return self.filter(news_at__isnull=False)

    def note(self, until: datetime) -> int:
        """The sender's: they have taken note of all that was news up to this moment."""
        return self.news().filter(news_at__lte=until).update(news_at=None)

    def newest(self, most: int) -> tuple[list[Invitation], list[Invitation]]:
        """So many of those sent last, and of those with the latest news. One query."""
        sent = self.filter(pk__in=self.order_by("-sent_at", "-pk").values("pk")[:most])
        told = self.filter(pk__in=self.news().order_by("-news_at", "-pk").values("pk")[:most])
        rows = sorted(sent.union(told), key=lambda row: (row.sent_at, row.pk), reverse=True)
        news = sorted(
            (row for row in rows if row.news_at), key=lambda row: row.news_at or row.sent_at, reverse=True
        )
        return rows[:most], news[:most]

    def lock(self, *ids: int) -> dict[int, Invitation]:
        """Lock these rows, the lowest id first, and give them fresh."""
        rows = self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).with_people()
        return {row.pk: row for row in rows}

    def gate_tries_are_spent(self, sender: Member, recipient: Member) -> bool:
        """Whether the address gate takes no more tries of this sender: for this pair, or today for anybody.

        Each try has left a row with recipient and address; so has an accepted invitation by e-mail.
        """
        connected = [self.model.Status.ACCEPTED, self.model.Status.ENDED]
        tries = self.sent_by(sender).exclude(recipient=None).exclude(address="").exclude(status__in=connected)
        a_pair = tries.filter(recipient=recipient, sent_at__gt=clock.now() - policy.GATE_WINDOW)
        a_day = tries.filter(sent_at__gt=clock.now() - policy.DAY)
        return a_pair.count() >= policy.GATE_TRIES or a_day.count() >= policy.GATE_TRIES_A_DAY


class ReceptionQuerySet(QuerySet["Reception"]):
    STANDING = Q(ended_at=None, invitation__status="open")

    def of(self, member: Member) -> ReceptionQuerySet:
        """The one door: what this member has received, nobody else's."""
        return self.filter(member=member)

    def standing(self) -> ReceptionQuerySet:
        """Not ended, carried by an invitation that is open."""
        return self.filter(self.STANDING)

    def live(self) -> ReceptionQuerySet:
        """Standing, of a sender whose account is open."""
        return self.standing().filter(sender__is_active=True)

    def in_inbox(self) -> ReceptionQuerySet:
        return self.live().filter(place=self.model.Place.INBOX)

    def in_archive(self) -> ReceptionQuerySet:
        return self.live().filter(place=self.model.Place.ARCHIVE)

    def from_(self, sender: Member) -> ReceptionQuerySet:
        return self.filter(sender=sender)

    def with_people(self) -> ReceptionQuerySet:
        return self.select_related("invitation", "sender")


class RefusalQuerySet(QuerySet["Refusal"]):
    def of(self, member: Member) -> RefusalQuerySet:
        """The one door: what this member has refused, nobody else's."""
        return self.filter(refuser=member)

    def against(self, member: Member) -> RefusalQuerySet:
        return self.filter(refused=member)

    def standing(self) -> RefusalQuerySet:
        return self.filter(voided_at=None)

    def void(self) -> int:
        """They count no more and stop nothing any more."""
        return self.standing().update(voided_at=clock.now())


class BlockQuerySet(QuerySet["Block"]):
    def of(self, member: Member) -> BlockQuerySet:
        """The one door: whom this member has blocked, and nobody else's."""
        return self.filter(blocker=member)

    def against(self, member: Member) -> BlockQuerySet:
        return self.filter(blocked=member)

    def between(self, a: Member, b: Member) -> BlockQuerySet:
        """In either direction: the worker's question, and nobody else's."""
        return self.filter(Q(blocker=a, blocked=b) | Q(blocker=b, blocked=a))

    def standing(self) -> BlockQuerySet:
        return self.filter(lifted_at=None)

    def unsettled(self) -> BlockQuerySet:
        """Those of which the worker has not done its part yet."""
        return self.standing().filter(settled_at=None)


class ReportQuerySet(QuerySet["Report"]):
    def of(self, member: Member) -> ReportQuerySet:
        """The one door: what this member has reported, and nobody else's."""
        return self.filter(reporter=member)

    def against(self, member: Member) -> ReportQuerySet:
        return self.filter(reported=member)

    def open(self) -> ReportQuerySet:
        """What the staff have not handled yet."""
        return self.filter(outcome="")


class MessageQuerySet(QuerySet["Message"]):
    def shown_to_recipient(self, member: Member) -> MessageQuerySet:
        """The recipient's own words and what the worker has brought to this member: nothing sent after a refusal."""
        return self.filter(Q(author=member) | self.brought_to(member))

    @staticmethod
    def brought_to(member: Member) -> Q:
        return Q(delivery__member=member, delivery__outcome="delivered")

    def shown_between(self, viewer: Member, other: Member) -> MessageQuerySet:
        """The thread of the two as the viewer's page of their invitation has it, while it is open or they are connected."""
        connected, still_open = Q(invitation__status="accepted"), Q(invitation__status="open")
        own = self.filter(connected | still_open, invitation__sender=viewer, invitation__recipient=other)
        brought = self.shown_to_recipient(viewer).filter(
            connected | (still_open & Q(invitation__reception__ended_at=None)),
            invitation__reception__member=viewer,
            invitation__sender=other,
        )
        keys = own.order_by().values_list("pk").union(brought.order_by().values_list("pk"))
        return self.filter(pk__in=keys).select_related("author", "invitation").order_by("at", "pk")

    def in_turn(self) -> MessageQuerySet:
        """Replies and messages: the part of the thread in which the two take turns."""
        return self.filter(kind__in=[self.model.Kind.REPLY, self.model.Kind.MESSAGE])

    def last_replies(self, invitations: Iterable[Invitation]) -> dict[int, datetime]:
        """When each of these was last replied to, by its key. One query."""
        replies = self.filter(kind=self.model.Kind.REPLY, invitation__in=invitations)
        return dict(replies.values_list("invitation").annotate(Max("at")))


class AllowanceQuerySet(QuerySet["Allowance"]):
    def lock(self, member: Member) -> Allowance:
        """The member's row, locked until the transaction ends."""
        row = self.select_for_update().filter(pk=member.pk).first()
        return row or self.get_or_create(member=member)[0]


class BatchQuerySet(QuerySet["Batch"]):
    def of(self, member: Member) -> BatchQuerySet:
        return self.filter(member=member)

    def running(self) -> BatchQuerySet:
        """Those that the worker goes through: not stopped, not done, of a member whose account is active."""
        return self.filter(state=self.model.State.RUNNING, member__is_active=True)

    @transaction.atomic
    def forget(self) -> int:
        """Locked first, as the worker locks a list before it writes a line of it. Returns how many rows went."""
        mine = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
        return int(self.model.objects.filter(pk__in=mine).delete()[0])

    def submitted_today(self) -> BatchQuerySet:
        return self.filter(asked_at__gt=clock.now() - policy.DAY)
