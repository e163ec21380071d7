"""Captured e-mail to any address."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from network.demo.views import api
from network.demo.views.request_values import without_nul
from network.members.models import normalise_address
from notifications.mailbox import list_context, message_context, source_response
from notifications.models import CapturedEmail
from notifications.views import SANDBOX, framed


@login_not_required
@require_safe
def find_mailbox(request: HttpRequest) -> HttpResponse:
    address = normalise_address(request.GET.get("address", ""))
    return redirect("demo:mailbox", address) if address and "/" not in address else redirect("demo:index")


@api.allow("GET", "HEAD")
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    if request.GET.get("format") == "json":
        return api.mail(request, address)
    context = list_context(request, _emails_to(address), partial(_url_of, "demo:message", address))
    return render(request, "notifications/mailbox.html", context | _of_address(address))


@login_not_required
@require_safe
def message(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    email = get_object_or_404(_emails_to(address), public_id=public_id)
    urls = {f"{name}_url": _url_of(f"demo:message_{name}", address, email) for name in ("html", "source")}
    context = message_context(request, email) | {"sandbox": SANDBOX} | urls
    return render(request, "notifications/message.html", context | _of_address(address))


@login_not_required
@require_safe
def message_html(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    return framed(get_object_or_404(_emails_to(address), public_id=public_id))


@login_not_required
@require_safe
def message_source(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    return source_response(get_object_or_404(_emails_to(address), public_id=public_id))


def _emails_to(address: str) -> Any:
    return CapturedEmail.objects.filter(to=normalise_address(without_nul(address)))


def _url_of(name: str, address: str, email: CapturedEmail) -> str:
    return reverse(name, args=[address, email.public_id])


def _of_address(address: str) -> dict[str, str]:
    """What the templates of a mailbox need to say whose it is."""
    return {
        "address": normalise_address(address),
        "mailbox_url": reverse("demo:mailbox", args=[address]),
        "parent_url": reverse("demo:index"),
    }
