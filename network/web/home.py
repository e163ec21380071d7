"""The front page, and people that a member may know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.lists.counts import at_home
from invitations.models import Invitation, Reception
from invitations.suggestions import may_know as people_for
from network.members.models import Connection
from network.members.requests import current_member

FEW, SOME, MANY = 3, 5, 20


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    viewer = current_member(request)
    waiting = Reception.objects.of(viewer).in_inbox().with_people().order_by("-arrived_at", "-id")[:FEW]
    sent, news = Invitation.objects.sent_by(viewer).with_people().newest(SOME)
    recent = Connection.objects.of(viewer).select_related("other").order_by("-since", "-other")[:FEW]
    people = people_for(viewer, FEW + 1)
    here = {"waiting": waiting, "sent": sent[:FEW], "news": news, "recent": recent, "people": people[:FEW]}
    return render(request, "home.html", here | {"has_more_suggestions": len(people) > FEW} | at_home(viewer))


@require_safe
def may_know(request: HttpRequest) -> HttpResponse:
    """People one may know, and why."""
    return render(request, "suggestions.html", {"people": people_for(current_member(request), MANY)})
