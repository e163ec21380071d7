"""A member acknowledges news: acceptances of and replies to invitations sent, answers to replies. Nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from invitations.models import Invitation, Reception
from invitations.views.lists import get_reception
from network import clock
from network.members.requests import current_member


@require_POST
def acknowledge(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer, until = current_member(request), _until(request)
    sent = Invitation.objects.sent_by(viewer).filter(public_id=public_id)
    if not sent.acknowledge(until) and not sent.exists():
        reception = get_reception(viewer, public_id, visible=True)
        Reception.objects.of(viewer).filter(pk=reception.pk).acknowledge(until)
    return redirect("home")


@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    viewer, until = current_member(request), _until(request)
    Invitation.objects.sent_by(viewer).acknowledge(until)
    Reception.objects.of(viewer).acknowledge(until)
    return redirect("home")


def _until(request: HttpRequest) -> datetime:
    """The time of the latest news on the page with the button, so that later news stays; now if it is not given."""
    try:
        return datetime.fromisoformat(request.POST["until"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return clock.now()
