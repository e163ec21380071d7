from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations import signals
from invitations.errors import NotOpen
from invitations.models.allowance import Allowance
from invitations.models.event import InvitationEvent
from invitations.models.message import Message, transcript
from invitations.models.non_member import NonMember
from invitations.models.refusal import Refusal
from invitations.transitions import transition
from network import clock
from network.common.constraints import violated_constraint
from network.common.text import arrow
from network.members.models import Member


class ReportQuerySet(models.QuerySet["Report"]):
    def of(self, member: Member) -> ReportQuerySet:
        """The member's own reports: the only access to reports from a request."""
        return self.filter(reporter=member)

    def against(self, member: Member) -> ReportQuerySet:
        return self.filter(reported=member)

    def open(self) -> ReportQuerySet:
        """Not handled by staff yet."""
        return self.filter(outcome="")

    def file(self, invitation: Any, reporter: Member, reason: str, comment: str, evidence: str) -> Report:
        """Store a report about the other member of a locked invitation; `evidence` is what the reporter could read."""
        by_sender = reporter.pk == invitation.sender_id
        reported = invitation.newest_reply.author if by_sender else invitation.sender
        return self.create(
            invitation=invitation, reporter=reporter, reported=reported,
            reason=reason, comment=comment, evidence=evidence, at=clock.now(),
        )  # fmt: skip


class Report(models.Model):
    """A recipient reports an invitation to staff, or its sender reports a reply to it.

    `reporter` is a member; an invitation by e-mail to somebody who is none is reported by a `non_member`. The reported
    member is never told. `evidence` is the conversation as the reporter could read it.
    """

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or advertising")
        HARASSMENT = "harassment", _("Harassment or threats")
        FALSE_IDENTITY = "false_identity", _("Pretends to be somebody else")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        NOTHING_WRONG = "nothing_wrong", _("nothing wrong")
        LIMITED = "limited", _("account restricted")
        SWITCHED_OFF = "switched_off", _("account deactivated")

    invitation = models.ForeignKey(
        "invitations.Invitation", models.CASCADE, related_name="reports", verbose_name=_("invitation")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporter"),
    )
    non_member = models.ForeignKey(
        "invitations.NonMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("non-member"),
    )
    reported = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("person", "reported"),
    )
    reason = models.CharField(_("reason"), max_length=14, choices=Reason)
    comment = models.TextField(_("the reporter’s words"), blank=True)
    evidence = models.TextField(_("what was shown to the reporter"), blank=True)
    at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=13, choices=Outcome, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        permissions = [
            ("decide_report", "Can restrict and deactivate reported accounts, and void refusals of reports"),
            ("view_reported", "Can view invitations and receptions that were reported"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "reporter"], name="report_once"),
            models.UniqueConstraint(fields=["invitation", "non_member"], name="report_once_by_non_member"),
            models.CheckConstraint(
                condition=Q(reporter=None, non_member__isnull=False)
                | Q(reporter__isnull=False, non_member=None),
                name="report_by_one",
            ),
            models.CheckConstraint(condition=~Q(reporter=F("reported")), name="report_not_self"),
            models.CheckConstraint(
                condition=Q(outcome="", handled_at=None) | (~Q(outcome="") & Q(handled_at__isnull=False)),
                name="report_handled_has_time",
            ),
        ]
        indexes = [
            models.Index("at", condition=Q(outcome=""), name="report_queue"),
            models.Index("reported", "at", name="report_against"),
        ]

    def __str__(self) -> str:
        return arrow(self.reporter or self.non_member, self.reported)

    @classmethod
    @transition
    def file_by_non_member(
        cls, invitation: Any, reason: str, comment: str = "", never_again: bool = False
    ) -> None:
        """The owner of the typed address reports the invitation; with `never_again` nobody can e-mail the address again.

        From then on the sender's e-mails to the address are held. It is no refusal, because a refusal is a member's. A
        second report changes nothing. Raises `NotOpen` if the invitation ended too long ago.
        """
        locked = type(invitation).objects.lock(invitation.pk)[invitation.pk]
        if not locked.can_be_reported_by_non_member:
            raise NotOpen
        non_member = NonMember.objects.lock(locked.address)
        if never_again:
            non_member.opt_out()
        sent = locked.messages.filter(kind=Message.Kind.FOLLOW_UP)
        evidence = transcript(locked.conversation(sent))
        report = cls(
            invitation=locked, non_member=non_member, reported=locked.sender,
            reason=reason, comment=comment, evidence=evidence, at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                report.save()
        except IntegrityError as error:
            if violated_constraint(error) != "report_once_by_non_member":
                raise
            return
        event = locked.record(InvitationEvent.Kind.REPORTED, None)
        signals.invitation_reported.send(sender=cls, event=event)

    @transition
    def dismiss(self, by: Member) -> None:
        """Handle it: nothing wrong. The refusal stays until `void_refusal`. Raises `NotOpen` if it is handled already."""
        self._handle(by, self.Outcome.NOTHING_WRONG)

    @transition
    def restrict_account(self, by: Member) -> None:
        """Handle it: restrict the reported account (R26). Raises `NotOpen` if it is handled already."""
        allowance = Allowance.objects.lock(self.reported)
        self._handle(by, self.Outcome.LIMITED)
        if not allowance.restricted_at:
            allowance.restrict()

    @transition
    def deactivate_account(self, by: Member) -> None:
        """Handle it: deactivate the reported account, which cannot sign in and neither sends nor receives anything.

        Raises `NotOpen` if it is handled already, and if the account is one of staff and `by` is not a superuser.
        """
        self._handle(by, self.Outcome.SWITCHED_OFF)
        allowed = {False, by.is_superuser}
        permitted = Member.objects.filter(pk=self.reported_id, is_staff__in=allowed, is_superuser__in=allowed)
        if not permitted.update(is_active=False):
            raise NotOpen

    @property
    def is_about_reply(self) -> bool:
        """Whether the sender reported a reply. Such a report is not a refusal, so there is none to void."""
        return self.reporter_id == self.invitation.sender_id

    def void_refusal(self, by: Member) -> None:
        """Void the refusal that came with the report. Raises `NotOpen` if there is none that stands."""
        if self.reporter is None or self.is_about_reply:
            raise NotOpen
        standing = Refusal.objects.of(self.reporter).against(self.reported).standing().first()
        if standing is None:
            raise NotOpen
        standing.void(by)

    def _handle(self, by: Member, outcome: Report.Outcome) -> None:
        handled = {"outcome": outcome, "handled_by": by, "handled_at": clock.now()}
        if not Report.objects.open().filter(pk=self.pk).update(**handled):
            raise NotOpen
        vars(self).update(outcome=outcome, handled_by_id=by.pk, handled_at=handled["handled_at"])
        if self.reporter:
            signals.report_handled.send(sender=Report, report=self, reporter=self.reporter)
