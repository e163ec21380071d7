from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def who_is_told(request: HttpRequest) -> HttpResponse:
    """The table of every action and who is told of it; the same for everybody."""
    return render(request, "invitations/who_is_told.html")
