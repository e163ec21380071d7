from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from invitations.querysets import MessageQuerySet
from network.common.choices import OpenTextChoices


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
