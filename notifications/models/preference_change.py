from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.common.append_only import AppendOnly
from network.members.models import Member


class PreferenceChangeQuerySet(models.QuerySet["PreferenceChange"]):
    def of(self, member: Member) -> PreferenceChangeQuerySet:
        """The member's own changes: the only access to them from a request."""
        return self.filter(member=member)


class PreferenceChange(AppendOnly):
    """A member, or staff, turned a switch of the e-mail preferences on or off."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    switch = models.CharField(_("switch"), max_length=40)
    old = models.BooleanField(_("before"))
    new = models.BooleanField(_("afterwards"))
    at = models.DateTimeField(_("when"))

    objects = PreferenceChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail preferences")
        verbose_name_plural = _("changes of e-mail preferences")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.member} · {self.switch}"
