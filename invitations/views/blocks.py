"""The viewer's own blocks: the list, block and unblock."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from invitations.actions import unblock_member_action
from invitations.errors import NotOpen
from invitations.models import Block
from network.common.pagination import paginate
from network.common.text import isolate
from network.members.models import Member
from network.members.requests import current_member


@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    blocks = Block.objects.of(current_member(request)).standing().select_related("blocked")
    page = paginate(blocks, ("-at", "-id"), request.GET.get("after", ""))
    cards = [
        {"person": row.blocked, "since": row.at, "action": unblock_member_action(row.blocked)}
        for row in page.rows
    ]
    return render(request, "invitations/blocked.html", {"cards": cards, "next": page.next})


@require_POST
def block(request: HttpRequest, handle: str) -> HttpResponse:
    viewer, person = current_member(request), get_object_or_404(Member.objects.joined(), handle=handle)
    message = _("You blocked %(name)s, who is not told.") % {"name": isolate(person.name)}
    return _perform(request, lambda: Block.objects.block(viewer, person), message)


@require_POST
def unblock(request: HttpRequest, handle: str) -> HttpResponse:
    viewer, person = current_member(request), get_object_or_404(Member, handle=handle)
    message = _("%(name)s is no longer blocked, and is not told.") % {"name": isolate(person.name)}
    return _perform(request, lambda: Block.objects.unblock(viewer, person), message)


def _perform(request: HttpRequest, verb: Callable[[], object], message: str) -> HttpResponse:
    """Call the verb and redirect to the list, with this message if it was done."""
    try:
        verb()
    except NotOpen:
        messages.info(request, _("No longer open."))
    else:
        messages.success(request, message)
    return redirect("invitations:blocked")
