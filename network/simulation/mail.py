"""Where e-mails of a simulated site end: they are counted. Who reads which is found in the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

sent: Counter[str] = Counter()
"""How many e-mails of each kind were sent in this process."""


class CountingEmailBackend(BaseEmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        sent.update(getattr(message, "kind", "") for message in messages)
        return len(messages)
