from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from network import clock
from network.members.models import Member
from network.members.requests import current_member
from notifications.models import CapturedEmail

SEEN = "mail_seen"


@dataclass(frozen=True)
class Side:
    """What the demo's bar shows about the side that one is on."""

    request: HttpRequest

    @property
    def person(self) -> Member | None:
        return current_member(self.request) if getattr(self.request, "persona", "") else None

    @property
    def is_framed(self) -> bool:
        return self.request.headers.get("Sec-Fetch-Dest") == "iframe"

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def unread(self) -> int:
        """Captured e-mails to this person since they last looked into their mailbox here."""
        mine = CapturedEmail.objects.of(current_member(self.request))
        seen = self.request.session.get(SEEN)
        return mine.filter(sent_at__gt=datetime.fromisoformat(seen)).count() if seen else mine.count()


def demo(request: HttpRequest) -> dict[str, object]:
    return {"demo": Side(request)}
