"""The sender's verbs: one view each. Nothing here reads or writes the recipient's half."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from invitations import address_gate
from invitations.actions import recorded_message
from invitations.errors import AddressNeeded, Blocked, LimitReached, NotOpen
from invitations.forms import InviteForm, MessageForm, NoteForm, gate_label
from invitations.models import Allowance, Invitation
from invitations.views.lists import sender_page
from network.common.text import isolate
from network.members.models import Connection, Member
from network.members.people.field_values import Viewer, card_values
from network.members.requests import current_member


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, handle: str) -> HttpResponse:
    recipient = get_object_or_404(Member.objects.joined(), handle=handle)
    if request.method == "POST" and recipient != current_member(request):
        return _send(request, recipient)
    form = invite_form_or_redirect(request, recipient)
    return form if isinstance(form, HttpResponse) else invite_page(request, recipient, form)


def invite_form_or_redirect(request: HttpRequest, recipient: Member) -> InviteForm | HttpResponse:
    """The form, with an address field if the address gate is closed.

    Returns a redirect if the viewer cannot invite this member: an invitation is open, they are connected, or blocked.
    """
    viewer = current_member(request)
    if recipient == viewer:
        messages.info(request, _("This is your own profile."))
        return redirect(recipient)
    if viewer.blocks.against(recipient).standing().exists():
        return unblock_first(request, recipient)
    if open_invitation := Invitation.objects.shown_between(viewer, recipient).first():
        return redirect(open_invitation)
    rows = list(Invitation.objects.known_between(viewer, recipient))
    if any(row.status == Invitation.Status.ACCEPTED for row in rows):
        return redirect(recipient)
    allowance = Allowance.objects.get(pk=viewer.pk)
    is_restricted = allowance.restricted_at is not None
    needs_address = address_gate.needs_address(viewer, recipient, rows, is_restricted)
    return _form(request, recipient, needs_address)


def _form(request: HttpRequest, recipient: Member, needs_address: bool) -> InviteForm:
    return InviteForm(
        request.POST if request.method == "POST" else None,
        sender=current_member(request),
        recipient=recipient,
        address_label=gate_label(recipient) if needs_address else "",
    )


def _send(request: HttpRequest, recipient: Member) -> HttpResponse:
    form = _form(request, recipient, needs_address=bool(request.POST.get("email")))
    if not form.is_valid():
        return invite_page(request, recipient, form)
    data = form.cleaned_data
    try:
        invitation = Invitation.objects.send(
            current_member(request), recipient, data["note"], data["reason"], data.get("email", "")
        )
    except AddressNeeded:
        return invite_page(request, recipient, _form(request, recipient, needs_address=True))
    except LimitReached:
        return invite_page(request, recipient, form, status=429)
    except Blocked:
        return unblock_first(request, recipient)
    except NotOpen:
        return no_longer_open(request)
    return redirect_after_sending(request, invitation, recipient)


def redirect_after_sending(
    request: HttpRequest, invitation: Invitation, other: Member | None
) -> HttpResponse:
    """The constant answer; where the invitation crossed one of the other member, their profile."""
    if other is None or invitation.is_open:
        messages.success(request, recorded_message())
        return redirect("invitations:sent")
    messages.success(request, _("You and %(name)s are connected.") % {"name": isolate(other.name)})
    return redirect(other)


@require_POST
def follow_up(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_sent_invitation(request, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return (
            sender_page(request, invitation, follow_up_form=form)
            if invitation.may_follow_up
            else no_longer_open(request, invitation)
        )
    try:
        return _perform(
            request,
            invitation,
            lambda: invitation.follow_up(form.cleaned_data["note"]),
            _("Follow-up recorded. You’ll hear if they accept or reply, and nothing else."),
        )
    except LimitReached:
        return sender_page(request, get_sent_invitation(request, public_id), status=429, follow_up_form=form)


@require_POST
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_sent_invitation(request, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return (
            sender_page(request, invitation, message_form=form)
            if invitation.may_message
            else no_longer_open(request, invitation)
        )
    return _perform(
        request,
        invitation,
        lambda: invitation.message(form.cleaned_data["message"]),
        _("Message recorded. You’ll hear if they accept or reply, and nothing else."),
    )


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_sent_invitation(request, public_id)
    return _perform(request, invitation, invitation.withdraw, _("Invitation withdrawn. Nobody is told."))


def get_sent_invitation(request: HttpRequest, public_id: str) -> Invitation:
    """The viewer's own invitation. Raises `Http404`."""
    invitation: Invitation = get_object_or_404(
        Invitation.objects.sent_by(current_member(request)).with_people(), public_id=public_id
    )
    return invitation


def _perform(
    request: HttpRequest, invitation: Invitation, verb: Callable[[], object], message: str
) -> HttpResponse:
    """Call the verb and redirect to the sent invitations, with this message if it was done."""
    try:
        verb()
    except NotOpen:
        return no_longer_open(request, invitation)
    messages.success(request, message)
    return redirect("invitations:sent")


def no_longer_open(request: HttpRequest, invitation: Invitation | None = None) -> HttpResponse:
    """Redirect to the sent invitations, with the reason: it has ended, or the same was done in another window."""
    is_open = invitation is not None and invitation.is_open
    messages.info(
        request, _("You did this already. Nothing was sent again.") if is_open else _("No longer open.")
    )
    return redirect("invitations:sent")


def unblock_first(request: HttpRequest, recipient: Member) -> HttpResponse:
    messages.info(
        request,
        _("You blocked %(name)s. To invite them, unblock them first.") % {"name": isolate(recipient.name)},
    )
    return redirect(recipient)


def invite_page(
    request: HttpRequest,
    recipient: Member,
    form: InviteForm,
    status: int = 200,
    template: str = "invitations/send.html",
    **extra_context: object,
) -> HttpResponse:
    """The page with the form; status 429 says that the limit is reached."""
    shared = Connection.objects.shared(current_member(request), [recipient]).get(recipient.pk)
    values = card_values(recipient, Viewer.MEMBER)
    context = {
        "person": recipient,
        "shared": shared,
        "cards": [{"person": recipient, "shared": shared, "degree": 0, "field_values": values}],
        "form": form,
        "limit_reached": status == 429,
    }
    return render(request, template, context | extra_context, status=status)
