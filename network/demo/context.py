"""Context processor of the demo's toolbar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from network import clock
from network.members.models import Member
from network.members.requests import current_member
from notifications.models import CapturedEmail

MAILBOX_VISITED_KEY = "mailbox_visited_at"
"""Session key: when the persona last opened the mailbox."""


@dataclass(frozen=True)
class DemoToolbar:
    """What the toolbar shows: the current persona, the date and the number of new e-mails."""

    request: HttpRequest

    @property
    def person(self) -> Member | None:
        is_persona = getattr(self.request, "persona", "") and self.request.user.is_authenticated
        return current_member(self.request) if is_persona else None

    @property
    def is_framed(self) -> bool:
        """Whether the page is loaded by a frame of the split screen, which has a toolbar of its own."""
        return self.request.headers.get("Sec-Fetch-Dest") == "iframe"

    @property
    def start_url(self) -> str:
        """The demo's start page, outside the persona's paths."""
        return reverse("demo:index").removeprefix(self.request.META.get("SCRIPT_NAME", ""))

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def unread(self) -> int:
        """The number of captured e-mails to this persona since the mailbox was last opened."""
        emails = CapturedEmail.objects.of(current_member(self.request))
        visited_at = self.request.session.get(MAILBOX_VISITED_KEY)
        if visited_at:
            emails = emails.filter(sent_at__gt=datetime.fromisoformat(visited_at))
        return emails.count()


def demo(request: HttpRequest) -> dict[str, object]:
    return {"demo": DemoToolbar(request)}
