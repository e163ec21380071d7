from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import normalise_address
from network.members import signals
from network.members.models.member import active_language


class AccountRequestManager(models.Manager["AccountRequest"]):
    def request_signup(self, name: str, address: str, password: str) -> AccountRequest:
        return self._record(AccountRequest.Kind.JOIN, address, name=name, password=make_password(password))

    def request_code(self, name: str, address: str, code: str) -> AccountRequest:
        return self._record(AccountRequest.Kind.CODE, address, name=name, code=code)

    def request_password_reset(self, address: str) -> AccountRequest:
        return self._record(AccountRequest.Kind.RESET, address)

    @transaction.atomic
    def _record(self, kind: str, address: str, **columns: str) -> AccountRequest:
        request = self.create(
            kind=kind, address=normalise_address(address), language=active_language(), **columns
        )
        signals.account_requested.send(sender=AccountRequest, account_request=request)
        return request


class AccountRequest(models.Model):
    """A pending sign-up or password reset.

    Only the worker looks up who has the address, never the web request: so neither the response nor its duration
    reveals whether there is an account. `next_at` is the real time of the database. The row is deleted once it is answered.
    """

    class Kind(models.TextChoices):
        JOIN = "join", _("to join")
        CODE = "code", _("to join with a passkey")
        RESET = "reset", _("for a new password")

    RETRY_AFTER = timedelta(minutes=1)
    MAX_AGE = timedelta(days=3)

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    address = models.EmailField(_("address"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    password = models.CharField(max_length=128, blank=True)
    code = models.CharField(max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=16)
    at = models.DateTimeField(_("when"), default=clock.now)
    next_at = models.DateTimeField(_("not before"), default=clock.database_now)

    objects = AccountRequestManager()

    class Meta:
        verbose_name = _("account request")
        verbose_name_plural = _("account requests")

    def __str__(self) -> str:
        return f"{self.address}"
