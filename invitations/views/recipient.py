"""The recipient's verbs: one POST view each. The query checks the owner, the verb checks the state."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from invitations.errors import LimitReached, NotOpen
from invitations.forms import MessageForm
from invitations.models import Reception
from invitations.views.lists import get_reception, recipient_page
from network.common.text import isolate
from network.members.requests import current_member


@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = current_member(request)
    reception = Reception.objects.accept_by_name(viewer, public_id)
    if reception:
        messages.success(request, _connected(reception))
        return redirect(reception.sender)
    reception = get_reception(viewer, public_id)
    if _perform(request, reception.accept, _connected(reception)):
        return redirect(reception.sender)
    return redirect("invitations:received")


def _connected(reception: Reception) -> str:
    return _("You and %(name)s are connected.") % {"name": isolate(reception.sender.name)}


@require_POST
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    reception = get_reception(current_member(request), public_id)
    form = MessageForm(request.POST)
    if not form.is_valid() and reception.can_reply:
        return recipient_page(request, reception, reply_form=form)
    data, name = form.cleaned_data, {"name": isolate(reception.sender.name)}
    message = _("Your message is on its way to %(name)s. The invitation stays open.") % name
    try:
        _perform(request, lambda: reception.reply(data.get("message", ""), data.get("nonce", "")), message)
    except LimitReached:
        return recipient_page(request, reception, status=429, reply_form=form)
    return redirect("invitations:received")


@require_POST
def ignore(request: HttpRequest, public_id: str) -> HttpResponse:
    reception = get_reception(current_member(request), public_id)
    name = {"name": isolate(reception.sender.get_short_name())}
    undo_url = reverse("invitations:restore", args=[public_id])
    _perform(request, reception.ignore, _("Moved to your archive. %(name)s is not told.") % name, undo_url)
    return redirect("invitations:received")


@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    reception = get_reception(current_member(request), public_id)
    _perform(request, reception.restore, _("Back in your inbox."))
    return redirect("invitations:received")


@require_POST
def unknown(request: HttpRequest, public_id: str) -> HttpResponse:
    reception = get_reception(current_member(request), public_id)
    name = {"name": isolate(reception.sender.get_short_name())}
    undo_url = reverse("invitations:take_back_unknown", args=[public_id])
    message = _("Answer saved. %(name)s is not told and can’t invite you again.") % name
    _perform(request, reception.say_unknown, message, undo_url)
    return redirect("invitations:received")


@require_POST
def take_back_unknown(request: HttpRequest, public_id: str) -> HttpResponse:
    reception = get_reception(current_member(request), public_id)
    _perform(request, reception.take_back_unknown, _("Answer removed. The invitation is in your archive."))
    return redirect("invitations:received")


def _perform(request: HttpRequest, verb: Callable[[], object], message: str, undo_url: str = "") -> bool:
    """Call the verb and add this message; if it raises `NotOpen`, say so and return False."""
    try:
        verb()
    except NotOpen:
        messages.info(request, _("No longer open."))
        return False
    messages.success(request, message, extra_tags=undo_url)
    return True
