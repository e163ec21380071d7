"""The smallest pages behind the project's middleware."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines

TINY = (
    '{% extends "base.html" %}{% block title %}Tiny{% endblock %}{% block content %}<p>Tiny</p>{% endblock %}'
)


@cache
def _template() -> Any:
    return engines["django"].from_string(TINY)


def tiny(request: HttpRequest) -> HttpResponse:
    """The base page of a signed-in member, without a data query: the badge of the inbox is given."""
    return HttpResponse(_template().render({"waiting_count": ""}, request))


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    """A constant answer, to whoever asks."""
    return HttpResponse(b"constant" if request.user.is_authenticated else b"visitor")
