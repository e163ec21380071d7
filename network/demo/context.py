"""Context processor of the demo's toolbar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from network import clock
from network.members.models import Member
from network.members.requests import current_member


@dataclass(frozen=True)
class DemoToolbar:
    """What the toolbar shows: the current persona and the date."""

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


def demo(request: HttpRequest) -> dict[str, object]:
    return {"demo": DemoToolbar(request)}
