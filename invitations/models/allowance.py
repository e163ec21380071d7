from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invitations import policy, signals
from invitations.errors import LimitReached, NotOpen
from invitations.models.allowance_change import AllowanceChange
from invitations.models.statements import spend_unit
from invitations.transitions import transition
from network import clock
from network.common.recent_times import stored, times_after
from network.members.models import Member

LARGEST_LIMIT = 1_000_000
"""Staff can set a limit so high: far more than anybody sends, and far from what the column holds."""


class Spending(NamedTuple):
    """What the attempt to spend a unit found. `limit` names the number of the policy that refused it."""

    is_spent: bool
    limit: str
    is_restricted: bool


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def lock(self, member: Member) -> Allowance:
        """The member's row, locked until the transaction ends; created if it does not exist."""
        try:
            return self.select_for_update().get(pk=member.pk)
        except Allowance.DoesNotExist:
            return self.get_or_create(member=member)[0]

    def lock_and_spend(self, member: Member) -> Spending:
        """Lock the member's row until the transaction ends, and spend a unit if one is left (R02)."""
        now = clock.now()
        if spend_unit(member=member.pk, since=stored(now - policy.WEEK), now=stored(now)):
            return Spending(is_spent=True, limit="", is_restricted=False)
        allowance = self.lock(member)  # missing, restricted, or full of times, of which some may be older
        limit = allowance.spent_limit
        if not limit:
            allowance.spend()
        return Spending(not limit, limit, is_restricted=allowance.restricted_at is not None)

    def give_back(self, member: Member) -> None:
        """Undo `lock_and_spend` in the same transaction."""
        allowance = self.lock(member)
        allowance.used, allowance.recent = allowance.used - 1, allowance.recent[:-1]
        allowance.save(update_fields=["used", "recent"])


class Allowance(models.Model):
    """How many invitations a member may send (R02), hidden from the member (R03). Used units are never returned (R32)."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    limit = models.PositiveIntegerField(_("limit in all"), default=policy.allowance)
    weekly_limit = models.PositiveIntegerField(_("limit in 7 days"), default=policy.weekly_allowance)
    used = models.PositiveIntegerField(_("used in all"), default=0)
    recent = models.JSONField(_("used in the last 7 days"), default=list, editable=False)
    tries_forgiven_at = models.DateTimeField(_("tries of the address gate forgiven"), null=True, blank=True)
    restricted_at = models.DateTimeField(_("restricted"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("last lifted"), null=True, blank=True)
    lifts = models.PositiveSmallIntegerField(_("lifts"), default=0)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        permissions = [("restrict_allowance", "Can restrict accounts and lift restrictions")]

    def __str__(self) -> str:
        return f"{self.member}"

    @property
    def this_week(self) -> list[str]:
        """When each unit of the last 7 days was spent."""
        return times_after(self.recent, clock.now() - policy.WEEK)

    @property
    def spent_limit(self) -> str:
        """The name of the limit that is used up; empty where a unit is left."""
        if self.used >= self.limit:
            return "allowance"
        return "weekly_allowance" if len(self.this_week) >= self.weekly_limit else ""

    def spend(self) -> None:
        """Spend one unit of a locked row. Raises `LimitReached` if none is left (R02)."""
        if limit := self.spent_limit:
            raise LimitReached(limit, self.pk)
        self.used, self.recent = self.used + 1, [*self.this_week, stored(clock.now())]
        self.save(update_fields=["used", "recent"])

    def record_change(self, kind: str, before: tuple[int, int] | None = None) -> None:
        """Keep what it has become; `before` are its limits before, if they were changed."""
        old_limit, old_weekly_limit = before or (self.limit, self.weekly_limit)
        AllowanceChange.objects.create(
            member_id=self.pk, kind=kind, old_limit=old_limit, old_weekly_limit=old_weekly_limit,
            limit=self.limit, weekly_limit=self.weekly_limit, lifts=self.lifts, at=clock.now(),
        )  # fmt: skip

    @transition
    def restrict(self, kind: str = AllowanceChange.Kind.RESTRICTED_BY_STAFF) -> None:
        """From now on the member needs an e-mail address for every invitation (R26). Raises `NotOpen` if restricted already."""
        fresh = Allowance.objects.lock(self.member)
        if fresh.restricted_at:
            raise NotOpen
        fresh.restricted_at = clock.now()
        fresh.save(update_fields=["restricted_at"])
        fresh.record_change(kind)
        signals.member_restricted.send(sender=Allowance, allowance=fresh)

    @transition
    def lift(self) -> None:
        """End the restriction and count refusers from zero again. Raises `NotOpen` if there is none."""
        fresh = Allowance.objects.lock(self.member)
        if not fresh.restricted_at:
            raise NotOpen
        fresh.restricted_at, fresh.lifted_at, fresh.lifts = None, clock.now(), fresh.lifts + 1
        fresh.save(update_fields=["restricted_at", "lifted_at", "lifts"])
        fresh.record_change(AllowanceChange.Kind.LIFTED)
        signals.restriction_lifted.send(sender=Allowance, allowance=fresh)

    @transition
    def grant(self, number: int) -> None:
        """Raise both limits by this number of invitations, forgive the tries of the address gate, answer an open request.

        Raises `NotOpen` if a limit would be above `LARGEST_LIMIT`.
        """
        fresh = Allowance.objects.lock(self.member)
        if max(fresh.limit, fresh.weekly_limit) + number > LARGEST_LIMIT:
            raise NotOpen
        before = fresh.limit, fresh.weekly_limit
        fresh.limit, fresh.weekly_limit = fresh.limit + number, fresh.weekly_limit + number
        fresh.tries_forgiven_at = clock.now()
        fresh.save(update_fields=["limit", "weekly_limit", "tries_forgiven_at"])
        fresh.record_change(AllowanceChange.Kind.GRANTED, before)
        for request in AllowanceRequest.objects.filter(member=self.member, answered_at=None):
            request.answered_at = clock.now()
            request.save(update_fields=["answered_at"])
            signals.allowance_request_granted.send(sender=AllowanceRequest, request=request)


class AllowanceRequest(models.Model):
    """A member asks staff for a higher allowance."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    text = models.TextField(_("what for"), blank=True)
    requested_at = models.DateTimeField(_("requested"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    declined = models.BooleanField(_("declined"), default=False, db_default=False)

    class Meta:
        verbose_name = _("request for more invitations")
        verbose_name_plural = _("requests for more invitations")
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(answered_at=None), name="request_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.member}"

    @transition
    def decline(self) -> None:
        """Answer without more invitations. Raises `NotOpen` if it is answered already."""
        allowance = Allowance.objects.lock(self.member)
        self._answer(declined=True)
        restricted = allowance.restricted_at is not None
        signals.allowance_request_declined.send(sender=AllowanceRequest, request=self, restricted=restricted)

    @transition
    def lift_restriction(self) -> None:
        """Answer the appeal of a restricted member. Raises `NotOpen` if it is answered already, or nothing is restricted.

        The member is told that the restriction is lifted.
        """
        allowance = Allowance.objects.lock(self.member)
        self._answer()
        allowance.lift()

    def _answer(self, declined: bool = False) -> None:
        """Store the answer; the caller has locked the allowance. Raises `NotOpen` if there is one already."""
        answer = {"answered_at": clock.now(), "declined": declined}
        if not AllowanceRequest.objects.filter(pk=self.pk, answered_at=None).update(**answer):
            raise NotOpen
        vars(self).update(answer)


class RestrictionRun(models.Model):
    """The restriction check ran on this calendar day. The primary key lets only one of several workers run it."""

    day = models.DateField(_("day"), primary_key=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("restriction run")
        verbose_name_plural = _("restriction runs")

    def __str__(self) -> str:
        return f"{self.day}"
