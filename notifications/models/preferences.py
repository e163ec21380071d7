"""Which e-mails a member wants."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EmailPreferences(models.Model):
    """The e-mails that a member wants. A switch stops e-mails, never what arrives in the inbox (R09)."""

    SWITCHES = ("invitations", "reminders", "acceptances", "replies", "none")
    STAFF_SWITCHES = ("staff_letters",)
    """Those that staff alone have."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    invitations = models.BooleanField(_("Invitations and follow-ups"), default=True)
    reminders = models.BooleanField(_("Reminders of waiting invitations"), default=True)
    acceptances = models.BooleanField(_("Acceptances of my invitations"), default=True)
    replies = models.BooleanField(_("Replies and messages"), default=True)
    none = models.BooleanField(_("Only e-mails about my account"), default=False)
    staff_letters = models.BooleanField(
        _("What is waiting for staff, once a day"), default=True, db_default=True
    )
    staff_letter_on = models.DateField(null=True, blank=True, editable=False)
    """The member’s day on which the worker last looked whether something was waiting."""

    class Meta:
        verbose_name = _("e-mail preferences")
        verbose_name_plural = _("e-mail preferences")

    def __str__(self) -> str:
        return f"{self.member}"

    def label_of(self, switch: str) -> str:
        """The name of a switch on the preferences page."""
        field = self._meta.get_field(switch)
        return str(getattr(field, "verbose_name", switch))

    def wants(self, switch: str) -> bool:
        """Whether the member wants the e-mails of this switch; without a switch (account mail) always true."""
        return not switch or (getattr(self, switch) and not self.none)
