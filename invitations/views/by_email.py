"""Invite by e-mail: a few addresses at once, or a batch that the worker sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations.actions import recorded_message
from invitations.errors import LimitReached, NotOpen
from invitations.forms import InviteByEmailForm
from invitations.models import Batch, BatchLine, Invitation
from network.common.pagination import paginate
from network.common.ratelimit import rate_limited
from network.members.requests import current_member

LINES_PER_PAGE = 100
MAX_RECENT_BATCHES = 5


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("invite_by_email")
def send_by_email(request: HttpRequest) -> HttpResponse:
    viewer = current_member(request)
    form = InviteByEmailForm(request.POST or None, request.FILES or None, sender=viewer)
    if not form.is_valid():
        return form_page(request, form)
    if form.book:
        return form_page(request, form.with_file_entries(form.book), address_book=form.book)
    data = form.cleaned_data
    try:
        if form.is_batch:
            return redirect(Batch.objects.submit(viewer, form.words, data["note"], data["reason"]))
        Invitation.objects.send_to_addresses(viewer, form.words, data["note"], data["reason"])
    except LimitReached:
        return form_page(request, form, status=429)
    messages.success(request, recorded_message())
    return redirect("invitations:sent")


@require_safe
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """The progress of a batch. The number of sent invitations is not shown, because it would reveal the limit (R03)."""
    batch = _get_batch(request, public_id)
    lines = batch.lines.select_related("invitation__recipient")
    page = paginate(lines, ("number", "id"), request.GET.get("after", ""), LINES_PER_PAGE)
    context = {
        "batch": batch,
        "lines": page.rows,
        "next": page.next,
        "total": batch.lines.count(),
        "gone_through": batch.lines.exclude(state=BatchLine.State.WAITING).count(),
        "limit_reached": batch.lines.filter(state=BatchLine.State.LIMIT).exists(),
    }
    return render(request, "invitations/batch.html", context)


@require_POST
def stop_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _get_batch(request, public_id)
    return _perform(request, batch, Batch.stop, _("Stopped. Invitations already sent stay sent."))


@require_POST
def start_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    return _perform(request, _get_batch(request, public_id), Batch.resume, _("Sending continues."))


def _get_batch(request: HttpRequest, public_id: str) -> Batch:
    """The viewer's own batch. Raises `Http404`."""
    viewer = current_member(request)
    batch: Batch = get_object_or_404(Batch.objects.of(viewer), public_id=public_id)
    batch.member = viewer
    return batch


def _perform(request: HttpRequest, batch: Batch, verb: Callable[[Batch], None], message: str) -> HttpResponse:
    """Call the verb and redirect to the batch, with this message if it was done."""
    try:
        verb(batch)
    except NotOpen:
        messages.info(request, _("There’s nothing left to send."))
    else:
        messages.success(request, message)
    return redirect(batch)


def form_page(
    request: HttpRequest,
    form: InviteByEmailForm,
    status: int = 200,
    template: str = "invitations/send_by_email.html",
    **extra_context: Any,
) -> HttpResponse:
    """The page with the form and the viewer's latest batches; status 429 says that the limit is reached."""
    batches = Batch.objects.of(current_member(request)).order_by("-requested_at", "-pk")[:MAX_RECENT_BATCHES]
    context = {"form": form, "batches": batches, "limit_reached": status == 429, **extra_context}
    return render(request, template, context, status=status)
