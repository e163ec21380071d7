"""The home page and the page of suggested members."""

from __future__ import annotations

from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.lists.counts import home_counts
from invitations.models import Invitation, Reception
from invitations.suggestions import may_know
from network.members.models import Connection
from network.members.requests import current_member

HOME_ROWS, HOME_NEWEST, SUGGESTION_LIMIT = 3, 5, 20


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for visitors; for members received and sent invitations, responses and suggestions."""
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    viewer = current_member(request)
    waiting, answers = Reception.objects.of(viewer).with_people().newest(HOME_ROWS, HOME_NEWEST)
    sent, news = Invitation.objects.sent_by(viewer).with_people().newest(HOME_NEWEST)
    connections = Connection.objects.of(viewer).select_related("other").order_by("-since", "-other")
    suggested = may_know(viewer, HOME_ROWS + 1)
    context = {
        "waiting": waiting,
        "sent": sent[:HOME_ROWS],
        "news": sorted([*news, *answers], key=attrgetter("news_at"), reverse=True)[:HOME_NEWEST],
        "recent": connections[:HOME_ROWS],
        "suggestions": suggested[:HOME_ROWS],
        "has_more_suggestions": len(suggested) > HOME_ROWS,
    }
    return render(request, "home.html", context | home_counts(viewer))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Members whom the viewer may know, with the mutual connections."""
    suggested = may_know(current_member(request), SUGGESTION_LIMIT)
    return render(request, "suggestions.html", {"suggestions": suggested})
