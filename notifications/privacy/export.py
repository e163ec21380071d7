"""A member's data export: preferences and mailbox."""

from __future__ import annotations

from django.conf import settings

from network.members.models import Member
from network.members.privacy.export import Table
from notifications.choices import Kind
from notifications.models import CapturedEmail, EmailPreferences, Outbox, PreferenceChange


def export_tables(member: Member) -> list[Table]:
    """The preferences and, where members have a mailbox, its e-mails without account mail, whose links give access."""
    preferences = EmailPreferences.objects.filter(member=member)
    switches = (*EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES)
    tables = [Table("e-mail-preferences", preferences, {name: name for name in switches})]
    changes = PreferenceChange.objects.of(member)
    columns = {name: name for name in ("switch", "old", "new", "at")}
    tables.append(Table("e-mail-preference-changes", changes, columns))
    if settings.MEMBER_MAILBOX:
        account_mail = Outbox.objects.filter(kind=Kind.ACCOUNT).values("message_id")
        mails = CapturedEmail.objects.of(member).exclude(message_id__in=account_mail).defer("raw", "html")
        tables.append(Table("e-mails", mails, {name: name for name in ("to", "subject", "text", "sent_at")}))
    return tables
