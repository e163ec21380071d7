"""Captured e-mail to any address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from network.demo.views import api
from network.demo.views.requests import without_nul
from network.members.models import normalise_address
from notifications.models import CapturedEmail
from notifications.views import framed

MAX_EMAILS = 100


@login_not_required
@require_safe
def find_mailbox(request: HttpRequest) -> HttpResponse:
    address = normalise_address(request.GET.get("address", ""))
    return redirect("demo:mailbox", address) if address and "/" not in address else redirect("demo:index")


@login_not_required
@require_safe
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    if request.GET.get("format") == "json":
        return api.mail(request, address)
    context = {"address": normalise_address(address), "mails": _emails_to(address)[:MAX_EMAILS]}
    return render(request, "demo/mailbox.html", context)


@login_not_required
@require_safe
def message(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    email = get_object_or_404(_emails_to(address), public_id=public_id)
    return render(request, "demo/message.html", {"mail": email, "address": normalise_address(address)})


@login_not_required
@require_safe
def message_html(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    return framed(get_object_or_404(_emails_to(address), public_id=public_id))


def _emails_to(address: str) -> Any:
    emails = CapturedEmail.objects.filter(to=normalise_address(without_nul(address)))
    return emails.order_by("-sent_at", "-public_id")
