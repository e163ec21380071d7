from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import normalise_address
from network.common.choices import OpenTextChoices
from network.common.names import MAX_LENGTH, validate_name
from network.common.validators import multi_line, single_line
from network.members import signals
from network.members.errors import NotPending

WORDS_LENGTH = 1000


class ApplicationQuerySet(models.QuerySet["Application"]):
    def with_address(self, address: str) -> ApplicationQuerySet:
        return self.filter(address=normalise_address(address))

    def pending(self) -> ApplicationQuerySet:
        return self.filter(status=Application.Status.PENDING)

    def expired(self) -> ApplicationQuerySet:
        """Those whose status is older than they are kept."""
        return self.filter(changed_at__lte=clock.now() - Application.KEPT)

    def apply(self, address: str, **fields: Any) -> Application:
        """The application with this address, whose owner has opened the link that was e-mailed to it; a second one changes nothing."""
        return self.get_or_create(address=normalise_address(address), defaults=fields)[0]


class Application(models.Model):
    """Somebody who asks to join, and waits for staff. No member: the address is theirs, since a link to it leads here.

    Deleted when a member verifies the address, when its owner withdraws it, and `KEPT` after its last change: one that is
    pending for so long is answered as such.
    """

    class Status(OpenTextChoices):
        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    KEPT = timedelta(days=30)

    address = models.EmailField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=MAX_LENGTH, validators=[single_line, validate_name])
    words = models.TextField(
        _("what they wrote"), max_length=WORDS_LENGTH, blank=True, validators=[multi_line]
    )
    language = models.CharField(_("language"), max_length=16)
    status = models.CharField(_("status"), max_length=16, choices=Status.get_choices, default=Status.PENDING)
    at = models.DateTimeField(_("when"), default=clock.now)
    changed_at = models.DateTimeField(_("last changed"), default=clock.now)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application to join")
        verbose_name_plural = _("applications to join")
        permissions = [("decide_application", "Can approve and decline applications to join")]
        indexes = [models.Index("changed_at", name="application_by_change")]

    def __str__(self) -> str:
        return self.name

    def approve(self) -> None:
        """Raises `NotPending`."""
        self._decide(self.Status.APPROVED)

    def decline(self) -> None:
        """Raises `NotPending`."""
        self._decide(self.Status.DECLINED)

    @transaction.atomic
    def _decide(self, status: str) -> None:
        changes: dict[str, Any] = {"status": status, "changed_at": clock.now()}
        if not Application.objects.pending().filter(pk=self.pk).update(**changes):
            raise NotPending
        self.status, self.changed_at = status, changes["changed_at"]
        signals.application_decided.send(sender=Application, application=self)
