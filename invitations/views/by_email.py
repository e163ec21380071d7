"""Inviting by e-mail: a few addresses at once, or a long list that the worker goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations.actions import recorded_message
from invitations.errors import AlreadyInvited, LimitReached, NotOpen
from invitations.forms import InviteByEmailForm
from invitations.models import Batch, BatchLine, Invitation
from network.common.pagination import paginate
from network.common.ratelimit import rate_limited
from network.members.models import Member
from network.members.requests import current_member

LINES_A_PAGE = 100
RECENT = 5


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("invite_by_email")
def send_by_email(request: HttpRequest) -> HttpResponse:
    viewer = current_member(request)
    form = InviteByEmailForm(request.POST or None, request.FILES or None, sender=viewer)
    if not form.is_valid():
        return form_page(request, form)
    if form.book:
        return form_page(request, form.with_file_entries(form.book), address_book=form.book)
    said = form.cleaned_data
    try:
        if form.is_long:
            return redirect(Batch.objects.submit(viewer, form.words, said["note"], said["reason"]))
        _send_to_all(viewer, form.words, said["note"], said["reason"])
    except LimitReached:
        return form_page(request, form, status=429)
    messages.success(request, recorded_message())
    return redirect("invitations:sent")


@transaction.atomic
def _send_to_all(sender: Member, addresses: list[str], note: str, reason: str) -> None:
    """All or none. An address that was invited already counts as done."""
    for address in addresses:
        try:
            Invitation.objects.send_to_address(sender, address, note, reason)
        except AlreadyInvited:
            continue


@require_safe
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a list has come. It sums up nothing but that: the number of those sent would be the limit (R03)."""
    mine = _own(request, public_id)
    found = paginate(mine.lines.select_related("invitation__recipient"), ("number", "id"), request.GET.get("after", ""), LINES_A_PAGE)  # fmt: skip
    here = {
        "batch": mine,
        "lines": found.rows,
        "next": found.next,
        "total": mine.lines.count(),
        "gone_through": mine.lines.exclude(state=BatchLine.State.WAITING).count(),
        "limit_reached": mine.lines.filter(state=BatchLine.State.LIMIT).exists(),
    }
    return render(request, "invitations/batch.html", here)


@require_POST
def stop_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, _own(request, public_id), Batch.stop, _("Stopped. What was sent is sent."))


@require_POST
def start_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, _own(request, public_id), Batch.resume, _("Started again."))


def _own(request: HttpRequest, public_id: str) -> Batch:
    viewer = current_member(request)
    mine: Batch = get_object_or_404(Batch.objects.of(viewer), public_id=public_id)
    mine.member = viewer
    return mine


def _done(request: HttpRequest, mine: Batch, verb: Callable[[Batch], None], sentence: str) -> HttpResponse:
    try:
        verb(mine)
    except NotOpen:
        messages.info(request, _("There is nothing left to do here."))
    else:
        messages.success(request, sentence)
    return redirect(mine)


def form_page(
    request: HttpRequest,
    form: InviteByEmailForm,
    status: int = 200,
    template: str = "invitations/send_by_email.html",
    **more: Any,
) -> HttpResponse:
    batches = Batch.objects.of(current_member(request)).order_by("-asked_at", "-pk")[:RECENT]
    here = {"form": form, "batches": batches, "limit_reached": status == 429, **more}
    return render(request, template, here, status=status)
