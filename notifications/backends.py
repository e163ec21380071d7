"""E-mail backends: by SMTP, and those that store messages in the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from network import clock
from network.members.models import normalise_address
from notifications.headers import FoldedEmail
from notifications.models import CapturedEmail

log = logging.getLogger(__name__)


class SMTPBackend(EmailBackend):
    """Django's, but our e-mails go to their recipients as they are: `literal_address` has compared each with what Django sends to.

    Reading an address takes Python's library as long as rendering half of an e-mail.
    """

    def _send(self, email_message: EmailMessage) -> bool:
        if not isinstance(email_message, FoldedEmail):
            return bool(super()._send(email_message))  # type: ignore[misc]  # the stubs leave it out
        sender = _sender_of_envelope(email_message.from_email)
        content = email_message.message().as_bytes(linesep="\r\n")
        assert self.connection is not None
        self.connection.sendmail(sender, email_message.recipients(), content)
        return True


@lru_cache(maxsize=32)
def _sender_of_envelope(from_email: str) -> str:
    return str(sanitize_address(from_email, "utf-8"))


class CapturingEmailBackend(BaseEmailBackend):
    """Stores every complete message in the database instead of sending it (D05)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self._capture(message)
        return len(email_messages)

    def _capture(self, message: EmailMessage) -> None:
        mime = message.message()
        message_id = str(mime["Message-ID"])
        kind, language = (message.kind, message.language) if isinstance(message, FoldedEmail) else ("", "")
        for to in map(normalise_address, message.recipients()):
            count = CapturedEmail.objects.filter(message_id=message_id, to=to).count()
            CapturedEmail.objects.create(
                public_id=CapturedEmail.derive_public_id(message_id, to, count),
                to=to,
                subject=str(message.subject)[:400],
                text=str(message.body) if message.content_subtype == "plain" else "",
                html=_html_of(message),
                raw=mime.as_bytes().decode("utf-8", "replace"),
                message_id=message_id,
                kind=kind,
                language=language,
                sent_at=clock.now(),
            )


class CopyingEmailBackend(BaseEmailBackend):
    """Sends every message through `EMAIL_DELIVERY_BACKEND` and stores a copy of what was sent, for staff."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.sender = get_connection(settings.EMAIL_DELIVERY_BACKEND, fail_silently=fail_silently, **options)
        self.capture = CapturingEmailBackend()

    def open(self) -> bool | None:
        return self.sender.open()

    def close(self) -> None:
        self.sender.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(map(self._send, email_messages))

    def _send(self, message: EmailMessage) -> int:
        """Send one message. A copy that cannot be stored is logged and is no reason to send again."""
        sent = self.sender.send_messages([message]) or 0
        try:
            self.capture.send_messages([message] if sent else [])
        except Exception:
            log.exception("The copy of a sent e-mail could not be stored.")
        return sent


def _html_of(message: EmailMessage) -> str:
    if message.content_subtype == "html":
        return str(message.body)
    parts = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, mimetype in parts if mimetype == "text/html"), "")
