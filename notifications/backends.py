from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from network import clock
from network.members.models import normalise_address
from notifications.models import CapturedEmail


class CapturingEmailBackend(BaseEmailBackend):
    """Keeps every message, whole, in the database instead of sending it (D05)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self._capture(message)
        return len(email_messages)

    def _capture(self, message: EmailMessage) -> None:
        mime = message.message()
        message_id = str(mime["Message-ID"])
        for to in map(normalise_address, message.recipients()):
            before = CapturedEmail.objects.filter(message_id=message_id, to=to).count()
            CapturedEmail.objects.create(
                public_id=CapturedEmail.derive_public_id(message_id, to, before),
                to=to,
                subject=str(message.subject)[:400],
                text=str(message.body) if message.content_subtype == "plain" else "",
                html=_html_of(message),
                raw=mime.as_bytes().decode("utf-8", "replace"),
                message_id=message_id,
                sent_at=clock.now(),
            )


def _html_of(message: EmailMessage) -> str:
    if message.content_subtype == "html":
        return str(message.body)
    parts = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, mimetype in parts if mimetype == "text/html"), "")
