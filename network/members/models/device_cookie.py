from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import normalise_address
from network.members.models.member import Member


class DeviceCookieQuerySet(models.QuerySet["DeviceCookie"]):
    def valid(self) -> DeviceCookieQuerySet:
        return self.filter(created_at__gt=clock.now() - DeviceCookie.LIFE)

    def expired(self) -> DeviceCookieQuerySet:
        return self.filter(created_at__lte=clock.now() - DeviceCookie.LIFE)

    def of(self, member: Member) -> DeviceCookieQuerySet:
        return self.filter(member=member)

    def with_address(self, address: str) -> DeviceCookieQuerySet:
        """Those of the member who has verified this address."""
        verified = {"member__emailaddress__email": normalise_address(address)}
        return self.filter(**verified, member__emailaddress__verified=True)


class DeviceCookie(models.Model):
    """A browser in which a member has signed in: the failures of others do not keep it from signing in again.

    The browser holds a random id in a cookie, the site only its keyed hash. The cookie gives no access.
    """

    LIFE = timedelta(days=180)

    digest = models.CharField(_("keyed hash of the cookie"), max_length=64, unique=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="device_cookies", verbose_name=_("member")
    )
    created_at = models.DateTimeField(_("since"), default=clock.now)

    objects = DeviceCookieQuerySet.as_manager()

    class Meta:
        verbose_name = _("device cookie")
        verbose_name_plural = _("device cookies")
        indexes = [models.Index("created_at", name="device_cookie_created")]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def expires_at(self) -> datetime:
        return self.created_at + self.LIFE
