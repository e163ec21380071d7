from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """A group of staff that comes with the site, whatever the host calls it; none if the host has deleted it.

    `offered` are the permissions that the group was given once, as “app.codename”: what the host has taken away since is not
    given again.
    """

    key = models.CharField(_("role"), max_length=32, primary_key=True)
    group = models.OneToOneField(Group, models.SET_NULL, null=True, blank=True, verbose_name=_("group"))
    offered = models.JSONField(_("permissions that it was given"), default=list, editable=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return str(self.group or self.key)
