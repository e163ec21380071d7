"""The pages that belong to the whole house: the front door and the errors."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.counting import at_home
from invitations.meeting import may_know as people_for
from invitations.models import Invitation, Reception
from network import health
from network.members.models import Connection
from network.members.viewer import viewer_of

FEW, SOME, MANY = 3, 5, 20
PAUSE_SECONDS = 300


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    viewer = viewer_of(request)
    waiting = Reception.objects.of(viewer).in_inbox().with_people().order_by("-arrived_at", "-id")[:FEW]
    sent, news = Invitation.objects.sent_by(viewer).with_people().newest(SOME)
    recent = Connection.objects.of(viewer).select_related("other").order_by("-since", "-other")[:FEW]
    people = people_for(viewer, FEW + 1)
    here = {"waiting": waiting, "sent": sent[:FEW], "news": news, "recent": recent, "people": people[:FEW]}
    return render(request, "home.html", here | {"more": len(people) > FEW} | at_home(viewer))


@require_safe
def may_know(request: HttpRequest) -> HttpResponse:
    """People one may know, and why."""
    return render(request, "may_know.html", {"people": people_for(viewer_of(request), MANY)})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, somebody works off the queue, there is room to write; else 503 with the reasons."""
    faults = health.faults()
    return HttpResponse(
        "\n".join(faults) or "ok", status=503 if faults else 200, content_type="text/plain; charset=utf-8"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_often(request: HttpRequest) -> HttpResponse:
    """The longest that somebody who tries by hand has to wait; machines may wait as long."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(PAUSE_SECONDS)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Also 503: a database that does not answer is no fault of what was asked, and passes."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    return render(request, "503.html" if away else "500.html", status=503 if away else 500)


class WrongMethodMiddleware:
    """A page for 405, which Django answers with nothing at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render(request, "405.html").content
        return response


class PrivateMiddleware:
    """Nobody's page is kept by a cache or brought back after signing out, unless a view has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
