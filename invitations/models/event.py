from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations import receipts
from network.common.append_only import AppendOnly
from network.common.choices import OpenTextChoices
from network.members.models import Member


class InvitationEventQuerySet(models.QuerySet["InvitationEvent"]):
    def of(self, member: Member) -> InvitationEventQuerySet:
        """What this member did: the only access to events from a request."""
        return self.filter(actor=member)

    def about(self, receptions: QuerySet[Any]) -> InvitationEventQuerySet:
        """The recipient's verbs on these receptions, for `.of(recipient)`.

        Any invitation of the sender counts from the first delivery on, because a reception may have been reassigned.
        """
        received = receptions.filter(sender=OuterRef("invitation__sender"), delivered_at__lte=OuterRef("at"))
        return self.filter(Exists(received), kind__in=receipts.VERBS)


class InvitationEvent(AppendOnly):
    """Something that happened to an invitation. Append-only; a member sees what they did themselves as a recipient.

    `actor` is None for the worker.
    """

    class Kind(OpenTextChoices):
        SENT = "sent", _("sent")
        FOLLOWED_UP = "followed_up", _("followed up")
        MESSAGED = "messaged", _("wrote a message")
        DELIVERED = "delivered", _("delivered")
        NOT_DELIVERED = "not_delivered", _("not delivered")
        MAILED = "mailed", _("e-mail due")
        REMINDED = "reminded", _("reminder due")
        ACCEPTED = "accepted", _("accepted")
        REPLIED = "replied", _("replied")
        IGNORED = "ignored", _("ignored")
        RESTORED = "restored", _("moved back to the inbox")
        REFUSED = "refused", _("said “I don’t know”")
        TAKEN_BACK = "taken_back", _("undid “I don’t know”")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CLOSED = "closed", _("closed")
        ENDED = "ended", _("connection removed")
        BLOCKED = "blocked", _("blocked")
        REPORTED = "reported", pgettext_lazy("invitation", "reported")
        REPLY_REPORTED = "reply_reported", _("reported a reply")

    invitation = models.ForeignKey("invitations.Invitation", models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=32, choices=Kind.get_choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    reason = models.CharField(_("why"), max_length=40, blank=True)
    at = models.DateTimeField(_("when"))

    objects = InvitationEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation event")
        verbose_name_plural = _("invitation events")
        ordering = ["at", "pk"]
        indexes = [models.Index("invitation", "at", name="event_timeline")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d %H:%M}"

    @property
    def verb(self) -> receipts.Verb:
        """What the recipient did; only for what `about` finds."""
        return receipts.VERBS[self.kind]

    @property
    def is_told(self) -> bool:
        """Whether the sender can read of it."""
        return self.verb.told is not None
