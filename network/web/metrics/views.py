from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from network.web.metrics import counts
from network.web.metrics.database import DatabaseCollector


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The counts of all web processes and of the database. Raises `Http404` without the token of METRICS_TOKEN."""
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        raise Http404
    registry = counts.registry()
    registry.register(DatabaseCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
