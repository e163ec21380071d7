"""Whom the viewer has blocked. All of it is the viewer's own."""

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
from network.members.models import Member
from network.members.requests import current_member


@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    mine = Block.objects.of(current_member(request)).standing().select_related("blocked")
    found = paginate(mine, ("-at", "-id"), request.GET.get("after", ""))
    cards = [
        {"person": row.blocked, "since": row.at, "action": unblock_member_action(row.blocked)}
        for row in found.rows
    ]
    return render(request, "invitations/blocked.html", {"cards": cards, "next": found.next})


@require_POST
def block(request: HttpRequest, handle: str) -> HttpResponse:
    viewer, person = current_member(request), get_object_or_404(Member.objects.joined(), handle=handle)
    sentence = _("You blocked %(name)s, who is not told.") % {"name": person.name}
    return _done(request, lambda: Block.objects.block(viewer, person), sentence)


@require_POST
def unblock(request: HttpRequest, handle: str) -> HttpResponse:
    viewer, person = current_member(request), get_object_or_404(Member, handle=handle)
    sentence = _("%(name)s is no longer blocked, and is not told.") % {"name": person.name}
    return _done(request, lambda: Block.objects.unblock(viewer, person), sentence)


def _done(request: HttpRequest, verb: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        verb()
    except NotOpen:
        messages.info(request, _("No longer open."))
    else:
        messages.success(request, sentence)
    return redirect("invitations:blocked")
