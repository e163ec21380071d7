"""What a sender has heard of their invitations, and that they have taken note of it. It changes nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from invitations.models import Invitation
from network import clock
from network.members.requests import current_member


@require_POST
def noted(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = Invitation.objects.sent_by(current_member(request)).filter(public_id=public_id)
    if not mine.acknowledge(_shown(request)) and not mine.exists():
        raise Http404
    return redirect("home")


@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    Invitation.objects.sent_by(current_member(request)).acknowledge(_shown(request))
    return redirect("home")


def _shown(request: HttpRequest) -> datetime:
    """How far the page went on which the button stood: what came later stays news."""
    try:
        return datetime.fromisoformat(request.POST["until"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return clock.now()
