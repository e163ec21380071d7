from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from invitations.errors import PolicyLimit
from network import clock
from network.common.append_only import AppendOnly
from network.common.choices import OpenTextChoices
from network.members.models import Member


class RefusedSendQuerySet(models.QuerySet["RefusedSend"]):
    def of(self, member: Member) -> RefusedSendQuerySet:
        """What was refused to this member."""
        return self.filter(member=member)


class RefusedSend(AppendOnly):
    """A verb that a number of the policy refused. The verb is rolled back; this row is written afterwards.

    `limit` is the name of that number. Members may not know which it was (R03), so no request of a member reads these rows.
    """

    class Kind(OpenTextChoices):
        SEND = "send", _("invitation")
        SEND_TO_ADDRESS = "send_to_address", _("invitation by e-mail")
        SEND_TO_ADDRESSES = "send_to_addresses", _("invitations by e-mail")
        SUBMIT = "submit", _("list of addresses")
        USE_ANOTHER_ADDRESS = "use_another_address", _("another address")
        FOLLOW_UP = "follow_up", _("follow-up")
        REPLY = "reply", _("reply")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    kind = models.CharField(_("what"), max_length=32, choices=Kind.get_choices)
    limit = models.CharField(_("limit"), max_length=40)
    at = models.DateTimeField(_("when"))

    objects = RefusedSendQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused action")
        verbose_name_plural = _("refused actions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_kind_display()} · {self.limit}"

    @classmethod
    def record(cls, kind: str, refusal: PolicyLimit) -> None:
        cls.objects.create(member_id=refusal.member, kind=kind, limit=refusal.limit, at=clock.now())
