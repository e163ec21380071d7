from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.choices import OpenTextChoices
from network.common.jobs import retry_delay
from network.members.models import Member

IS_WAITING_FOR_MEMBER = (
    Q(outcome="held")
    | Q(outcome="told_lately")
    | Q(outcome="invited_to_join")
    | Q(outcome="registration_closed")
)
"""To an address that no member has. SQLite uses an index with a condition for queries with that very condition."""


class Delivery(models.Model):
    """A job for the worker: deliver an invitation, follow-up or message to the recipient, or end the recipient's half.

    For an accepted invitation by e-mail: void what its sender had refused.

    The sender's request only inserts it. Whether, when and to whom it was delivered only the recipient and staff may
    know. If the task is lost, `tick` finds this row.
    """

    class Kind(OpenTextChoices):
        INVITATION = "invitation", _("invitation")
        FOLLOW_UP = "follow_up", _("follow-up")
        MESSAGE = "message", _("message")
        ENDING = "ending", _("ending")
        ACCEPTANCE = "acceptance", _("acceptance")

    class Outcome(OpenTextChoices):
        WAITING = "", _("waiting for the worker")
        DELIVERED = "delivered", _("delivered")
        MERGED = "merged", _("joined to the one already there")
        CROSSED = "crossed", _("crossed an invitation of the recipient: connected")
        REFUSED = "refused", _("the recipient has said “I don’t know”")
        BLOCKED = "blocked", _("one of the two blocks the other")
        WRONG_ADDRESS = "wrong_address", _("the address is not one of the recipient’s")
        INVITED_TO_JOIN = "invited_to_join", _("asked to join by e-mail")
        HELD = "held", _("no member has this address, and it has had enough e-mails")
        TOLD_LATELY = "told_lately", _("the sender wrote to this address recently")
        REGISTRATION_CLOSED = "registration_closed", _("registration is closed to this address")
        CONNECTED = "connected", _("the two are connected already")
        ACCOUNT_GONE = "account_gone", _("an account was deleted")
        ENDED = "ended", _("the invitation ended first")
        DONE = "done", _("done")

    invitation = models.ForeignKey("invitations.Invitation", models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("kind"), max_length=32, choices=Kind.get_choices)
    message = models.OneToOneField("invitations.Message", models.CASCADE, null=True, blank=True)
    requested_at = models.DateTimeField(_("requested"))
    outcome = models.CharField(_("outcome"), max_length=32, choices=Outcome.get_choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    next_at = models.DateTimeField(_("not before"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index("id", condition=Q(outcome=""), name="delivery_waiting"),
            models.Index("invitation", condition=IS_WAITING_FOR_MEMBER, name="delivery_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_at__isnull=False), name="delivery_decided_has_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"

    @classmethod
    def address_was_given_up(cls, invitation_id: int, address: str) -> bool:
        """Whether a member whom this invitation was decided for no longer has the typed address. For the worker.

        Then it is not delivered to the next owner of that address. Deleted accounts are not counted.
        """
        members = Member.objects.filter(
            pk__in=cls.objects.filter(invitation=invitation_id).values("member"), left_at=None
        )
        return any(not member.has_address(address) for member in members)

    def decide(self, outcome: Delivery.Outcome) -> None:
        self.outcome, self.decided_at = outcome, clock.now()
        self.save(update_fields=["outcome", "decided_at", "member"])

    def postpone(self) -> None:
        """After a failure: retry in one minute, then two, four … up to a day."""
        self.attempts += 1
        self.next_at = clock.database_now() + retry_delay(self.attempts)
        self.save(update_fields=["attempts", "next_at"])
