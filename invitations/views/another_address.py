from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from invitations.actions import use_another_address_action
from invitations.errors import AlreadyInvited, Blocked, LimitReached, NotOpen
from invitations.forms import AnotherAddressForm
from invitations.models import Invitation
from invitations.views.sender import (
    get_sent_invitation,
    no_longer_open,
    redirect_after_sending,
    unblock_first,
)
from network.members.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def use_another_address(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw an open invitation that has an address, and send it with another one. What was typed is kept."""
    invitation = get_sent_invitation(request, public_id)
    if not invitation.may_use_another_address:
        return no_longer_open(request)
    form = AnotherAddressForm(request.POST if request.method == "POST" else None, invitation=invitation)
    return _send(request, invitation, form) if form.is_valid() else _page(request, invitation, form)


def _send(request: HttpRequest, invitation: Invitation, form: AnotherAddressForm) -> HttpResponse:
    recipient, page = invitation.recipient, get_sent_invitation(request, invitation.public_id)
    try:
        sent = invitation.use_another_address(form.cleaned_data["email"], form.cleaned_data["note"])
    except AlreadyInvited:
        form.add_error("email", _("You have invited this address already."))
        return _page(request, page, form)
    except LimitReached:
        return _page(request, page, form, status=429)
    except Blocked:  # only of a recipient by name
        return unblock_first(request, cast(Member, recipient))
    except NotOpen:
        return no_longer_open(request)
    return redirect_after_sending(request, sent, recipient)


def _page(
    request: HttpRequest, invitation: Invitation, form: AnotherAddressForm, status: int = 200
) -> HttpResponse:
    """The page with the form; status 429 says that a limit is reached."""
    context = {
        "invitation": invitation,
        "action": use_another_address_action(invitation),
        "form": form,
        "limit_reached": status == 429,
    }
    return render(request, "invitations/another_address.html", context, status=status)
