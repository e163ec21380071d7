"""Which e-mails a member wants."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network import clock
from notifications.models.preference_change import PreferenceChange


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

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, and a `PreferenceChange` for each switch that differs from what was read."""
        super().save(*args, **kwargs)
        stored, now = getattr(self, "_stored", {}), self._switches()
        self._record({switch: old for switch, old in stored.items() if old != now.get(switch, old)})
        self._stored = now

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """The row, which remembers what it said, so that `save` can record what is changed."""
        row = super().from_db(*args, **kwargs)
        row._stored = row._switches()
        return row

    @classmethod
    @transaction.atomic
    def switch_off(cls, member: int, switch: str) -> None:
        """Stop the e-mails of one switch, as the link in an e-mail does."""
        row = cls.objects.filter(member=member).select_for_update().get()
        setattr(row, switch, False)
        row.save(update_fields=[switch])

    def _switches(self) -> dict[str, bool]:
        """What the row says, as far as it was read."""
        names = (*self.SWITCHES, *self.STAFF_SWITCHES)
        return {name: vars(self)[name] for name in names if name in vars(self)}

    def _record(self, old: dict[str, bool]) -> None:
        PreferenceChange.objects.bulk_create(
            PreferenceChange(member_id=self.pk, switch=switch, old=was, new=not was, at=clock.now())
            for switch, was in old.items()
        )

    def label_of(self, switch: str) -> str:
        """The name of a switch on the preferences page."""
        field = self._meta.get_field(switch)
        return str(getattr(field, "verbose_name", switch))

    def wants(self, switch: str) -> bool:
        """Whether the member wants the e-mails of this switch; without a switch (account mail) always true."""
        return not switch or (getattr(self, switch) and not self.none)
