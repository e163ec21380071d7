from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from invitations import policy
from network import clock
from network.members.models import Member

CHUNK_SIZE = 500


class RecentVerbsQuerySet(models.QuerySet["RecentVerbs"]):
    def of(self, member: Member) -> RecentVerbsQuerySet:
        return self.filter(member=member)

    @transaction.atomic
    def spend(self, member: Member) -> bool:
        """Count one verb of the member. Returns False, and counts nothing, if they used all of this hour."""
        row = self.of(member).select_for_update().first() or self._lock_new(member)
        recent = row.last_hour
        if len(recent) >= policy.VERBS_AN_HOUR:
            return False
        self.of(member).update(recent=[*recent, clock.now().isoformat()])
        return True

    def prune(self) -> None:
        """Delete the rows without a verb in the last hour."""
        unused = [row.pk for row in self.iterator() if not row.last_hour]
        for start in range(0, len(unused), CHUNK_SIZE):
            self.filter(pk__in=unused[start : start + CHUNK_SIZE]).delete()

    def _lock_new(self, member: Member) -> RecentVerbs:
        self.get_or_create(member=member)
        return self.of(member).select_for_update().get()


class RecentVerbs(models.Model):
    """When a member used verbs in the last hour. One row for each member, so that it is bounded by the policy."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, verbose_name=_("member")
    )
    recent = models.JSONField(_("in the last hour"), default=list, editable=False)

    objects = RecentVerbsQuerySet.as_manager()

    class Meta:
        verbose_name = _("recent actions")
        verbose_name_plural = _("recent actions")

    def __str__(self) -> str:
        return f"{self.member}"

    @property
    def last_hour(self) -> list[str]:
        since = clock.now() - policy.HOUR
        return [at for at in self.recent if datetime.fromisoformat(at) > since]
