"""The sender's verbs. Nothing here reads or writes the recipient's half."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from invitations.actions import recorded
from invitations.errors import AddressNeeded, Blocked, LimitReached, NotOpen
from invitations.forms import InviteForm, MessageForm, NoteForm
from invitations.models import Allowance, Invitation
from invitations.views.pages import sender_page
from network.members.models import Member
from network.members.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, handle: str) -> HttpResponse:
    recipient = get_object_or_404(Member.objects.joined(), handle=handle)
    if recipient == viewer_of(request):
        messages.info(request, _("That is you."))
        return redirect(recipient)
    if request.method == "POST":
        return _send(request, recipient)
    return _invite_page(request, recipient)


def _invite_page(request: HttpRequest, recipient: Member) -> HttpResponse:
    viewer = viewer_of(request)
    if viewer.blocks.against(recipient).standing().exists():
        return _unblock_first(request, recipient)
    if shown := Invitation.objects.shown_between(viewer, recipient).first():
        return redirect(shown)
    rows = list(Invitation.objects.standing_of(viewer, recipient))
    if any(row.status == Invitation.Status.ACCEPTED for row in rows):
        return redirect(recipient)
    allowance = Allowance.objects.get(pk=viewer.pk)
    gate = _gate(recipient) if Invitation.objects.needs_address(viewer, recipient, rows, allowance) else ""
    return _invite_form(request, recipient, InviteForm(sender=viewer, gate=gate))


def _send(request: HttpRequest, recipient: Member) -> HttpResponse:
    viewer = viewer_of(request)
    gate = _gate(recipient) if request.POST.get("email") else ""
    form = InviteForm(request.POST, sender=viewer, gate=gate)
    if not form.is_valid():
        return _invite_form(request, recipient, form)
    said = form.cleaned_data
    try:
        invitation = Invitation.objects.send(
            viewer, recipient, said["note"], said["reason"], said.get("email", "")
        )
    except AddressNeeded:
        return _invite_form(
            request, recipient, InviteForm(request.POST, sender=viewer, gate=_gate(recipient))
        )
    except LimitReached:
        return _invite_form(request, recipient, form, status=429)
    except Blocked:
        return _unblock_first(request, recipient)
    except NotOpen:
        return _too_late(request)
    if invitation.is_open:
        return _recorded(request)
    messages.success(request, _("You and %(name)s are connected.") % {"name": recipient.name})
    return redirect(recipient)


@require_POST
def follow_up(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = _own(request, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return (
            sender_page(request, invitation, follow_up_form=form)
            if invitation.may_follow_up
            else _too_late(request)
        )
    try:
        return _done(request, lambda: invitation.follow_up(form.cleaned_data["note"]), recorded())
    except LimitReached:
        return sender_page(request, _own(request, public_id), status=429, follow_up_form=form)


@require_POST
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = _own(request, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return (
            sender_page(request, invitation, message_form=form)
            if invitation.may_message
            else _too_late(request)
        )
    return _done(request, lambda: invitation.message(form.cleaned_data["message"]), recorded())


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, _own(request, public_id).withdraw, _("Withdrawn. Nobody is told."))


def _own(request: HttpRequest, public_id: str) -> Invitation:
    mine: Invitation = get_object_or_404(
        Invitation.objects.sent_by(viewer_of(request)).with_people(), public_id=public_id
    )
    return mine


def _done(request: HttpRequest, verb: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        verb()
    except NotOpen:
        return _too_late(request)
    messages.success(request, sentence)
    return redirect("invitations:sent")


def _recorded(request: HttpRequest) -> HttpResponse:
    messages.success(request, recorded())
    return redirect("invitations:sent")


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("No longer open."))
    return redirect("invitations:sent")


def _unblock_first(request: HttpRequest, recipient: Member) -> HttpResponse:
    messages.info(request, _("You blocked %(name)s. Unblock first.") % {"name": recipient.name})
    return redirect(recipient)


def _gate(recipient: Member) -> str:
    return _("To invite %(name)s, enter the e-mail address that you know them by.") % {"name": recipient.name}


def _invite_form(
    request: HttpRequest, recipient: Member, form: InviteForm, status: int = 200
) -> HttpResponse:
    here = {"person": recipient, "form": form, "limit": status == 429}
    return render(request, "invitations/send.html", here, status=status)
