"""What of the mail is a member's own."""

from __future__ import annotations

from django.conf import settings

from network.members.models import Member
from network.members.privacy.export import Table
from notifications.models import CapturedEmail, EmailPreferences, Kind, Outbox


def export_tables(member: Member) -> list[Table]:
    """The preferences; and where members have one, the mailbox, but for account mail: it holds keys to the account."""
    switches = ("invitations", "reminders", "acceptances", "replies", "none")
    wanted = EmailPreferences.objects.filter(member=member)
    tables = [Table("e-mail-preferences", wanted, {name: name for name in switches})]
    if settings.MEMBER_MAILBOX:
        letters = Outbox.objects.filter(kind=Kind.ACCOUNT).values("message_id")
        mails = CapturedEmail.objects.of(member).exclude(message_id__in=letters).defer("raw", "html")
        tables.append(Table("e-mails", mails, {name: name for name in ("to", "subject", "text", "sent_at")}))
    return tables
