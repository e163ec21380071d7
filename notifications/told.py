"""One line for each invitation: which e-mails each side got, and why it got none. For staff."""

from __future__ import annotations

from collections import defaultdict

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from invitations.models import Invitation, InvitationEvent
from network.common.addresses import readable_address
from network.common.templatetags.dates import short_day
from notifications.choices import Kind, SilentKind, rule_of
from notifications.models import Outbox

Status = Outbox.Status

MAILS = {
    Kind.INVITATION: pgettext_lazy("told", "invitation"),
    Kind.FOLLOW_UP: pgettext_lazy("told", "follow-up"),
    Kind.REMINDER: pgettext_lazy("told", "reminder"),
    Kind.JOIN: pgettext_lazy("told", "invitation to join"),
    Kind.JOIN_REMINDER: pgettext_lazy("told", "reminder to join"),
    Kind.JOIN_LINK: pgettext_lazy("told", "new link to join"),
    Kind.MESSAGE: pgettext_lazy("told", "message"),
    Kind.ACCEPTED: pgettext_lazy("told", "the acceptance"),
    Kind.REPLY: pgettext_lazy("told", "the reply"),
}
"""The kinds of e-mail about an invitation, as the line names them."""


def told_lines(invitations: list[Invitation]) -> dict[int, SafeString]:
    """The line of each invitation, by primary key: “Bruno: invitation 3 Nov. Anna: nothing (ignored: R21)”. One query."""
    ids = [invitation.pk for invitation in invitations]
    rows = Outbox.objects.filter(invitation__in=ids).select_related("member").order_by("created_at", "pk")
    rows_by_invitation = defaultdict(list)
    for row in rows:
        rows_by_invitation[row.invitation_id].append(row)
    return {row.pk: _line(row, rows_by_invitation[row.pk]) for row in invitations}


def _line(invitation: Invitation, rows: list[Outbox]) -> SafeString:
    to_sender = [row for row in rows if row.member_id == invitation.sender_id]
    to_recipient = [row for row in rows if row.member_id != invitation.sender_id]
    sides = [
        (_recipient(invitation, to_recipient), _told(to_recipient, invitation.is_open)),
        (invitation.sender.get_short_name(), _told(to_sender, invitation.is_open)),
    ]
    return format_html_join(". ", "<bdi>{}</bdi>: {}", sides)


def _recipient(invitation: Invitation, rows: list[Outbox]) -> str:
    """Whom it reached: of an invitation by e-mail that is not accepted, the invitation does not know it."""
    members = [row.member for row in rows if row.member]
    member = invitation.recipient or (members[-1] if members else None)
    return member.get_short_name() if member else readable_address(invitation.address) or invitation.to


def _told(rows: list[Outbox], is_open: bool) -> SafeString:
    """The e-mails to one side in their order; then, if what came last was not sent, that and why.

    Of an invitation that has ended, no e-mail is still to come.
    """
    mails = [_mail(row) for row in rows if row.status not in Outbox.NOT_SENT]
    parts = format_html_join(pgettext("between names", ", "), "{}", ((mail,) for mail in mails))
    if not rows:
        return format_html("{}", _("nothing yet") if is_open else pgettext("told to somebody", "nothing"))
    if rows[-1].status not in Outbox.NOT_SENT:
        return parts
    silence = _("then nothing (%(reason)s)") if mails else _("nothing (%(reason)s)")
    text = silence % {"reason": _reason(rows[-1])}
    separator = pgettext("between names", ", ") if mails else ""
    return format_html('{}{}<span class="silence">{}</span>', parts, separator, text)


def _reason(row: Outbox) -> str:
    """Why nothing was sent, in words; where a rule demands it, what happened and the rule: “ignored: R21”."""
    rule = rule_of(row.reason)
    if not rule:
        return row.explanation
    is_silent = row.kind in SilentKind.values
    happened = InvitationEvent.Kind(row.kind).label if is_silent else row.explanation
    return _("%(happened)s: %(rule)s") % {"happened": happened, "rule": rule}


def _mail(row: Outbox) -> SafeString:
    kind = MAILS[Kind(row.kind)]
    if row.status == Status.SENT and row.sent_at:
        return format_html("{} {}", kind, short_day(row.sent_at))
    if row.status == Status.FAILED:
        return format_html('<span class="silence">{}</span>', _("%(mail)s failed") % {"mail": kind})
    return format_html("{}", _("%(mail)s waiting") % {"mail": kind})
