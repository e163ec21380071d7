"""Kinds of e-mail, and the reasons why one was not sent."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from invitations.choices import CancelReason
from invitations.models import Delivery, InvitationEvent
from network.members.models import HeldReason


class Kind(models.TextChoices):
    """Every e-mail that is sent. `emails.MAIL_KINDS` says how each is written and who gets it."""

    INVITATION = "invitation", _("Invitation")
    FOLLOW_UP = "follow_up", _("Follow-up")
    REMINDER = "reminder", _("Reminder")
    JOIN = "join", _("Invitation to join")
    JOIN_REMINDER = "join_reminder", _("Reminder to join")
    JOIN_LINK = "join_link", _("New link to join")
    WELCOME = "welcome", _("Welcome letter")
    WELCOME_LINK = "welcome_link", _("New link of a welcome letter")
    JOINED = "joined", _("Account opened by a link")
    MESSAGE = "message", _("Message")
    ACCEPTED = "accepted", _("Accepted")
    REPLY = "reply", pgettext_lazy("e-mail", "Reply")
    RESTRICTED = "restricted", _("Account limited")
    LIFTED = "lifted", _("Limit lifted")
    MORE_GRANTED = "more_granted", _("More invitations granted")
    MORE_DECLINED = "more_declined", _("More invitations declined")
    LIMIT_KEPT = "limit_kept", _("Limit kept")
    REPORT_HANDLED = "report_handled", _("Report handled")
    STAFF = "staff", _("Daily letter to staff")
    ACCOUNT = "account", _("Account e-mail")
    EXPORT_READY = "export_ready", _("Data export")


ABOUT_THE_ACCOUNT = {
    Kind.RESTRICTED, Kind.LIFTED, Kind.MORE_GRANTED, Kind.MORE_DECLINED, Kind.ACCOUNT, Kind.EXPORT_READY, Kind.JOINED,
    Kind.LIMIT_KEPT, Kind.REPORT_HANDLED,
}  # fmt: skip
AT_ONCE = ABOUT_THE_ACCOUNT | {Kind.JOIN_LINK, Kind.WELCOME_LINK}
"""Their readers have asked for them or must know: they leave without delay."""


OPENS_AN_ACCOUNT = {
    Kind.ACCOUNT, Kind.JOINED, Kind.JOIN, Kind.JOIN_REMINDER, Kind.JOIN_LINK, Kind.WELCOME, Kind.WELCOME_LINK,
}  # fmt: skip
"""They have links that open or change an account."""


class SilentKind(models.TextChoices):
    """What is never e-mailed, by decision: such rows are only in the silence ledger."""

    IGNORED = InvitationEvent.Kind.IGNORED.value, _("Ignored")
    RESTORED = InvitationEvent.Kind.RESTORED.value, _("Moved back to the inbox")
    REFUSED = InvitationEvent.Kind.REFUSED.value, _("“I don’t know”")
    TAKEN_BACK = InvitationEvent.Kind.TAKEN_BACK.value, _("“I don’t know” undone")
    WITHDRAWN = InvitationEvent.Kind.WITHDRAWN.value, _("Withdrawn")
    CLOSED = InvitationEvent.Kind.CLOSED.value, _("Closed")
    ENDED = InvitationEvent.Kind.ENDED.value, _("Connection removed")
    REPORTED = InvitationEvent.Kind.REPORTED.value, _("Reported")
    REPLY_REPORTED = InvitationEvent.Kind.REPLY_REPORTED.value, _("Reply reported")
    BLOCKED = "blocked", _("Blocked")
    UNBLOCKED = "unblocked", _("Unblocked")


def _by_rule(rule: str) -> str:
    return gettext("silent by rule %(rule)s") % {"rule": rule}


_by_rule_lazy: Any = lazy(_by_rule, str)


class Reason(models.TextChoices):
    """Why an e-mail was not sent, as far as notifications decide; the others are `CancelReason` of invitations.

    `rule` is the id of the product rule that demands a silence, empty for the other reasons.
    """

    rule: str

    def __new__(cls, value: str, rule: str = "") -> Reason:
        member = str.__new__(cls, value)
        member._value_ = value
        member.rule = rule
        return member

    SILENT_BY_R04 = "silent by rule R04", "R04", _by_rule_lazy("R04")
    SILENT_BY_R21 = "silent by rule R21", "R21", _by_rule_lazy("R21")
    SILENT_BY_R24 = "silent by rule R24", "R24", _by_rule_lazy("R24")
    SILENT_BY_R30 = "silent by rule R30", "R30", _by_rule_lazy("R30")
    SILENT_ABOUT_BLOCKS = "silent by decision", _("nobody learns of a block")
    TOLD_LATELY = "told lately", _("a similar e-mail was sent recently")
    SWITCHED_OFF = "switched off", _("switched off")
    TOO_LATE = "too late", _("too late")
    NOTHING_WAITS = "nothing waits", _("nothing waits for this person any more")
    COMPLAINT = "complaint", _("complaint")
    ADDRESS_BOUNCES = "address bounces", _("address bounces")
    SIGNED_OFF_AT_PROVIDER = "signed off at the provider", _("unsubscribed at the provider")


SILENCE_REASONS = {
    SilentKind.IGNORED: Reason.SILENT_BY_R21,
    SilentKind.RESTORED: Reason.SILENT_BY_R21,
    SilentKind.REFUSED: Reason.SILENT_BY_R24,
    SilentKind.REPORTED: Reason.SILENT_BY_R24,
    SilentKind.REPLY_REPORTED: Reason.SILENT_BY_R04,
    SilentKind.TAKEN_BACK: Reason.SILENT_BY_R24,
    SilentKind.WITHDRAWN: Reason.SILENT_BY_R30,
    SilentKind.CLOSED: Reason.SILENT_BY_R04,
    SilentKind.ENDED: Reason.SILENT_BY_R04,
    SilentKind.BLOCKED: Reason.SILENT_ABOUT_BLOCKS,
    SilentKind.UNBLOCKED: Reason.SILENT_ABOUT_BLOCKS,
}


def not_delivered_reason(outcome: str) -> str:
    """The reason of an e-mail whose cause the delivery worker did not deliver."""
    if outcome == Delivery.Outcome.TOLD_LATELY:
        return Reason.TOLD_LATELY
    return f"not delivered: {outcome.replace('_', ' ')}"


def rule_of(reason: str) -> str:
    """The id of the product rule that demanded the silence, empty for another reason."""
    if reason == not_delivered_reason(Delivery.Outcome.REFUSED):
        return "R25"
    return Reason(reason).rule if reason in Reason.values else ""


def get_kind_choices() -> list[tuple[str, Any]]:
    """All values of the column `kind` of the outbox, e-mailed or not."""
    return [*Kind.choices, *SilentKind.choices]


def get_reason_choices() -> list[tuple[str, Any]]:
    """All values of the column `reason` of the outbox."""
    undelivered = [
        (not_delivered_reason(outcome), outcome.label)
        for outcome in Delivery.Outcome
        if outcome not in ("", Delivery.Outcome.TOLD_LATELY)
    ]
    return [*Reason.choices, *CancelReason.choices, *HeldReason.choices, *undelivered]
