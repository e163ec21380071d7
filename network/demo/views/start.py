"""The demo's start page, starting over, and the style guide."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from network.demo import demo_data, time_travel
from network.demo.stories import loader
from network.demo.styleguide import styleguide_context
from network.demo.views import api
from network.demo.views.stories import DONE_KEY
from network.members.models import Member

COLOURS = ("background", "surface", "text", "muted", "border", "accent", "accent-subtle", "danger")
"""The custom properties `--color-…` of tokens.css that the style guide shows."""


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    handles = [person.handle for person in demo_data.PEOPLE] + [demo_data.ADMIN.handle]
    people = Member.objects.joined().in_bulk(handles, field_name="handle")
    context = {
        "people": [people[handle] for handle in handles if handle in people],
        "stories": loader.all_stories(),
        "done": request.session.get(DONE_KEY, []),
        "folder": loader.own_folder(),
    }
    return render(request, "demo/index.html", context)


@api.allow("POST")
def reset(request: HttpRequest) -> HttpResponse:
    """By a form with its CSRF token, or by JSON."""
    if api.is_for_programs(request):
        return api.reset(request)
    return _reset_by_form(request)


@csrf_protect
def _reset_by_form(request: HttpRequest) -> HttpResponse:
    time_travel.reset_demo()
    messages.success(request, _("Everything is as it was in the beginning."))
    return redirect("demo:index")


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/styleguide.html", styleguide_context() | {"colours": COLOURS})
