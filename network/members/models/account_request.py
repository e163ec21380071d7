from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import normalise_address
from network.members import signals
from network.members.models.member import Member, active_language


@dataclass(frozen=True)
class Origin:
    """Where a request came from, as keyed hashes: the network, and the device cookie of the browser."""

    network: str = ""
    device: str = ""


UNKNOWN_ORIGIN = Origin()


class AccountRequestManager(models.Manager["AccountRequest"]):
    def request_signup(
        self, name: str, address: str, password: str, origin: Origin = UNKNOWN_ORIGIN, terms: int = 0
    ) -> AccountRequest:
        """`terms` is the version that was accepted, 0 for none."""
        columns = {"name": name, "password": make_password(password), "terms": terms}
        return self._record(AccountRequest.Kind.JOIN, address, origin, **columns)

    def request_code(
        self, name: str, address: str, code: str, origin: Origin = UNKNOWN_ORIGIN
    ) -> AccountRequest:
        return self._record(AccountRequest.Kind.CODE, address, origin, name=name, code=code)

    def request_password_reset(self, address: str, origin: Origin = UNKNOWN_ORIGIN) -> AccountRequest:
        return self._record(AccountRequest.Kind.RESET, address, origin)

    def request_confirmation(
        self, member: Member, address: str, code: str, origin: Origin = UNKNOWN_ORIGIN
    ) -> AccountRequest:
        """For an address that a member adds, or has not verified when signing in."""
        return self._record(AccountRequest.Kind.CONFIRM, address, origin, member=member, code=code)

    def request_join_link(self, address: str, origin: Origin = UNKNOWN_ORIGIN) -> AccountRequest:
        return self._record(AccountRequest.Kind.LINK, address, origin)

    def request_way_in(self, address: str, origin: Origin = UNKNOWN_ORIGIN) -> AccountRequest:
        """For a link that leads to an account or an application, or for the news that the owner of the address may not join."""
        return self._record(AccountRequest.Kind.WAY_IN, address, origin)

    @transaction.atomic
    def _record(self, kind: str, address: str, origin: Origin, **columns: Any) -> AccountRequest:
        request = self.create(
            kind=kind, address=normalise_address(address), language=active_language(), network=origin.network,
            device=origin.device, **columns,
        )  # fmt: skip
        signals.account_requested.send(sender=AccountRequest, account_request=request)
        return request


class AccountRequest(models.Model):
    """A pending sign-up, password reset, confirmation of an address or request for a new link to join.

    Only the worker looks up who has the address, never the web request: so neither the response nor its duration
    reveals whether there is an account. `next_at` is the real time of the database. The row is deleted once it is answered.
    """

    class Kind(models.TextChoices):
        JOIN = "join", _("sign-up")
        CODE = "code", _("sign-up with a passkey")
        RESET = "reset", _("password reset")
        CONFIRM = "confirm", _("confirmation of an address")
        LINK = "link", _("new link to join")
        WAY_IN = "way_in", _("link to join")

    RETRY_AFTER = timedelta(minutes=1)
    MAX_AGE = timedelta(days=3)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = models.EmailField(_("address"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    password = models.CharField(max_length=128, blank=True)
    code = models.CharField(max_length=32, blank=True)
    terms = models.PositiveIntegerField(_("accepted version of the terms"), default=0, db_default=0)
    network = models.CharField(_("keyed hash of the network"), max_length=64, blank=True, db_default="")
    device = models.CharField(_("keyed hash of the cookie"), max_length=64, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=16)
    at = models.DateTimeField(_("when"), default=clock.now)
    next_at = models.DateTimeField(_("not before"), default=clock.database_now)

    objects = AccountRequestManager()

    class Meta:
        verbose_name = _("account request")
        verbose_name_plural = _("account requests")

    def __str__(self) -> str:
        return f"{self.address}"
