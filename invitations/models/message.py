from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Left
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from invitations.lifecycle import Status
from network.common.choices import OpenTextChoices
from network.members.models import Member
from network.members.models.mutual import JSONAgg, JSONColumns

EXCERPT_LENGTH = 200
"""Characters of a message on a card, which shows one line of it."""


class Entry(NamedTuple):
    """A note or a message, with its author and time."""

    author: Member
    at: datetime
    text: str


def transcript(entries: Iterable[Entry]) -> str:
    """The entries as plain text, each below its author and time (UTC); entries without text are left out."""
    return "\n\n".join(
        f"{entry.author}, {entry.at:%Y-%m-%d %H:%M}\n{entry.text}" for entry in entries if entry.text
    )


class MessageQuerySet(models.QuerySet["Message"]):
    def shown_to_recipient(self, member: Member) -> MessageQuerySet:
        """The member's own messages and those delivered to them; messages sent after a refusal are not delivered."""
        return self.filter(Q(author=member) | self.delivered_to(member))

    @staticmethod
    def delivered_to(member: Member) -> Q:
        return Q(delivery__member=member, delivery__outcome="delivered")

    def shown_between(self, viewer: Member, other: Member) -> MessageQuerySet:
        """The conversation of the two as the viewer may read it, while their invitation is open or accepted."""
        accepted, is_open = Q(invitation__status=Status.ACCEPTED), Q(invitation__status=Status.OPEN)
        sent = self.filter(accepted | is_open, invitation__sender=viewer, invitation__recipient=other)
        received = self.shown_to_recipient(viewer).filter(
            accepted | (is_open & Q(invitation__reception__ended_at=None)),
            invitation__reception__member=viewer,
            invitation__sender=other,
        )
        keys = sent.order_by().values_list("pk").union(received.order_by().values_list("pk"))
        return self.filter(pk__in=keys).select_related("author", "invitation").order_by("at", "pk")

    def replies_and_messages(self) -> MessageQuerySet:
        """Replies of the recipient and messages of the sender, without follow-ups and crossing notes."""
        return self.filter(kind__in=[Message.Kind.REPLY, Message.Kind.MESSAGE])

    def newest_of_each(self, number: int) -> JSONAgg:
        """Of these, the newest replies and messages of an outer query's row, as JSON: kind and the text's beginning."""
        columns = JSONColumns(kind="kind", text=Left("text", EXCERPT_LENGTH))
        rows = self.replies_and_messages().exclude(text="").annotate(item=columns)
        return JSONAgg(rows.order_by("-number").values("item")[:number])

    def last_replies(self, invitation_ids: Iterable[int]) -> dict[int, datetime]:
        """Invitation id → time of its latest reply. One query."""
        replies = self.filter(kind=Message.Kind.REPLY, invitation__in=invitation_ids)
        return dict(replies.values_list("invitation").annotate(Max("at")))


class Message(models.Model):
    """One entry of an invitation's thread. `number` counts from 1 within the thread."""

    class Kind(OpenTextChoices):
        REPLY = "reply", _("reply")
        MESSAGE = "message", _("message")
        FOLLOW_UP = "follow_up", _("follow-up")
        CROSSING = "crossing", _("note of the crossing invitation")

    invitation = models.ForeignKey("invitations.Invitation", models.CASCADE, related_name="messages")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=32, choices=Kind.get_choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("when"))
    nonce = models.CharField(max_length=36, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "number"], name="message_number_uq"),
            models.UniqueConstraint(
                fields=["invitation", "author", "nonce"], condition=~Q(nonce=""), name="message_nonce_uq"
            ),
        ]

    def __str__(self) -> str:
        return f"\u2068{Truncator(self.text).chars(60)}\u2069"
