"""Health checks: `/healthz` (liveness) and `/readyz` (readiness)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from network.web.checks import running


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process responds."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database responds, the queue is processed, mail leaves, the cache answers and no disk is full; else 503, one line per problem."""
    problems = [problem for check in running.CHECKS for problem in check()]
    return HttpResponse(
        "\n".join(problems) or "ok", status=503 if problems else 200, content_type="text/plain; charset=utf-8"
    )
