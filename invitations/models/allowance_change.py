from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.common.append_only import AppendOnly
from network.common.choices import OpenTextChoices


class AllowanceChange(AppendOnly):
    """A member's limits were changed, or a restriction began or ended: with what there was before and afterwards.

    Spending makes no row: the events of invitations are its history. Members may not know their allowance (R03), so no
    request of a member reads these rows.
    """

    class Kind(OpenTextChoices):
        GRANTED = "granted", _("more granted")
        LIMITS = "limits", _("limits changed by staff")
        RESTRICTED = "restricted", _("restricted by the daily check")
        RESTRICTED_BY_STAFF = "restricted_by_staff", _("restricted by staff")
        LIFTED = "lifted", _("restriction lifted")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    kind = models.CharField(_("what"), max_length=32, choices=Kind.get_choices)
    old_limit = models.PositiveIntegerField(_("limit in all before"))
    old_weekly_limit = models.PositiveIntegerField(_("limit in 7 days before"))
    limit = models.PositiveIntegerField(_("limit in all"))
    weekly_limit = models.PositiveIntegerField(_("limit in 7 days"))
    lifts = models.PositiveSmallIntegerField(_("lifts"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of an allowance")
        verbose_name_plural = _("changes of allowances")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_kind_display()}"
