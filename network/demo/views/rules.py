"""The rules that the narrator names."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from network.demo.rules import RULES


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/rules.html", {"rules": RULES})
