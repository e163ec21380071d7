"""E-mails that were captured instead of being sent, or in addition to it."""

from __future__ import annotations

from email.message import Message as MimeMessage
from email.parser import Parser
from email.policy import default as mime_policy

from django.db import models
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.common.hashing import keyed_hash
from network.members.models import Member
from notifications.choices import get_kind_choices


class CapturedEmailQuerySet(QuerySet["CapturedEmail"]):
    def of(self, member: Member) -> CapturedEmailQuerySet:
        """Mail to this member's verified addresses: the only access to captured e-mails from a request."""
        return self.filter(to__in=member.addresses())


class CapturedEmail(models.Model):
    """A complete message that the capturing backend stored: one row for each recipient."""

    public_id = models.CharField(max_length=32, unique=True, editable=False)
    to = models.EmailField(_("to"), db_index=True)
    subject = models.CharField(_("subject"), max_length=400, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    raw = models.TextField(_("source"))
    kind = models.CharField(_("kind"), max_length=32, choices=get_kind_choices, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, blank=True, db_index=True)
    sent_at = models.DateTimeField(pgettext_lazy("e-mail", "sent"))

    objects = CapturedEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("captured e-mail")
        verbose_name_plural = _("captured e-mails")
        indexes = [models.Index("to", F("sent_at").desc(), F("public_id").desc(), name="captured_mailbox")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("notifications:message", args=[self.public_id])

    def headers(self) -> list[tuple[str, str]]:
        """The message's headers in their order, decoded."""
        parsed: MimeMessage = Parser(policy=mime_policy).parsestr(self.raw, headersonly=True)
        return [(name, str(value).strip()) for name, value in parsed.items()]

    @staticmethod
    def derive_public_id(message_id: str, to: str, nth: int) -> str:
        """An id for URLs that reveals nothing, not even how many e-mails others got."""
        return keyed_hash("notifications.captured", f"{message_id} {to} {nth}")[:24]
