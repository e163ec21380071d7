from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from invitations import policy
from invitations.models.statements import count_verb
from network import clock
from network.common.recent_times import stored, times_after
from network.members.models import Member

CHUNK_SIZE = 500


class RecentVerbsQuerySet(models.QuerySet["RecentVerbs"]):
    def of(self, member: Member) -> RecentVerbsQuerySet:
        return self.filter(member=member)

    def spend(self, member: Member) -> bool:
        """Count one verb of the member. Returns False, and counts nothing, if they used all of this hour."""
        now = clock.now()
        since, limit = now - policy.HOUR, policy.current().verbs_an_hour
        counted = count_verb(member=member.pk, limit=limit, since=stored(since), now=stored(now))
        return bool(counted) or self._count_on_locked_row(member)

    def prune(self) -> None:
        """Delete the rows without a verb in the last hour."""
        unused = [row.pk for row in self.iterator() if not row.last_hour]
        for start in range(0, len(unused), CHUNK_SIZE):
            self.filter(pk__in=unused[start : start + CHUNK_SIZE]).delete()

    @transaction.atomic
    def _count_on_locked_row(self, member: Member) -> bool:
        """As `spend`, where the row is missing or full of times, of which some may be older than an hour."""
        row = self.of(member).select_for_update().first() or self._lock_new(member)
        recent = row.last_hour
        if len(recent) >= policy.current().verbs_an_hour:
            return False
        self.of(member).update(recent=[*recent, stored(clock.now())])
        return True

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
        return times_after(self.recent, clock.now() - policy.HOUR)
