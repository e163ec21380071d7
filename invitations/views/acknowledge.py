"""The sender acknowledges news of their invitations: acceptances and replies. Nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from invitations.models import Invitation
from network import clock
from network.members.requests import current_member


@require_POST
def acknowledge(request: HttpRequest, public_id: str) -> HttpResponse:
    invitations = Invitation.objects.sent_by(current_member(request)).filter(public_id=public_id)
    if not invitations.acknowledge(_until(request)) and not invitations.exists():
        raise Http404
    return redirect("home")


@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    Invitation.objects.sent_by(current_member(request)).acknowledge(_until(request))
    return redirect("home")


def _until(request: HttpRequest) -> datetime:
    """The time of the latest news on the page with the button, so that later news stays; now if it is not given."""
    try:
        return datetime.fromisoformat(request.POST["until"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return clock.now()
