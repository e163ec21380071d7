from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from invitations import policy
from network import clock
from network.members.models import Member


class JoinLinkUseQuerySet(models.QuerySet["JoinLinkUse"]):
    def of(self, member: Member) -> JoinLinkUseQuerySet:
        return self.filter(member=member)

    def with_nonce(self, nonce: str) -> JoinLinkUseQuerySet:
        return self.filter(nonce=nonce)

    def current(self) -> JoinLinkUseQuerySet:
        """Not longer ago than a link lives: after that neither it nor “This wasn't me” works in any case."""
        return self.filter(at__gt=clock.now() - policy.current().join_link_life)

    def prune(self) -> None:
        """Delete the others."""
        self.filter(at__lte=clock.now() - policy.current().join_link_life).delete()


class JoinLinkUse(models.Model):
    """An account that was opened with the signed link of an invitation to join: each link works once.

    It belongs to the member. `nonce` is the random part of the link.
    """

    nonce = models.CharField(_("random part of the link"), max_length=32, unique=True)
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_link_use", verbose_name=_("member")
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = JoinLinkUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("account opened by a link")
        verbose_name_plural = _("accounts opened by a link")
        indexes = [models.Index("at", name="join_link_use_at")]

    def __str__(self) -> str:
        return f"{self.member}"
