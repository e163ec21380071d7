from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from invitations import signals
from invitations.errors import NotOpen
from invitations.forms import AskForMoreForm
from invitations.models import Allowance, AllowanceRequest
from network import clock
from network.common.ratelimit import rate_limited
from network.members.models import Member
from network.members.requests import current_member


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("ask_for_more")
def ask_for_more(request: HttpRequest) -> HttpResponse:
    viewer = current_member(request)
    form = AskForMoreForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        pending = AllowanceRequest.objects.filter(member=viewer, answered_at=None).first()
        return render(request, "invitations/ask_for_more.html", {"form": form, "pending": pending})
    _create_request(viewer, form.cleaned_data["text"])
    messages.success(request, _("Request sent. The staff will read it."))
    return redirect("home")


def _create_request(member: Member, text: str) -> None:
    """Store a request; nothing if the member has an open one already."""
    try:
        with transaction.atomic():
            allowance_request = AllowanceRequest.objects.create(
                member=member, text=text, requested_at=clock.now()
            )
            signals.allowance_requested.send(sender=AllowanceRequest, request=allowance_request)
    except IntegrityError:
        return


@require_http_methods(["GET", "HEAD", "POST"])
def etiquette(request: HttpRequest) -> HttpResponse:
    """Advice on inviting. A POST lifts a member's first restriction; only staff can lift later ones."""
    allowance = get_object_or_404(Allowance, pk=current_member(request).pk)
    can_lift = bool(allowance.restricted_at) and allowance.lifts == 0
    if request.method == "POST":
        try:
            if not can_lift:
                raise NotOpen
            allowance.lift()
            messages.success(request, _("Thank you. Your account is no longer limited."))
        except NotOpen:
            messages.info(request, _("No longer open."))
        return redirect("invitations:sent")
    return render(request, "invitations/etiquette.html", {"allowance": allowance, "can_lift": can_lift})
