from notifications.models.captured_email import CapturedEmail
from notifications.models.mail_pause import MailPause
from notifications.models.outbox import AccountEmail, Outbox, OutboxQuerySet
from notifications.models.preference_change import PreferenceChange
from notifications.models.preferences import EmailPreferences
from notifications.models.suppression import AddressVerification, Suppression

__all__ = [
    "AccountEmail",
    "AddressVerification",
    "CapturedEmail",
    "EmailPreferences",
    "MailPause",
    "Outbox",
    "OutboxQuerySet",
    "PreferenceChange",
    "Suppression",
]
