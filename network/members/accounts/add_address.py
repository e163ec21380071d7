"""Adding an address that a page offers; the page of addresses adds one that is typed."""

from __future__ import annotations

from allauth.account.internal.flows.manage_email import add_email
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from network.members.accounts.forms import AddEmailForm


def request_code_for(request: HttpRequest, address: str) -> HttpResponse:
    """Send a code to an address that the signed-in member wants to add. Nothing is verified before it is entered.

    Raises `ReauthenticationRequired`.
    """
    if not consume(request, action="manage_email"):
        return respond_429(request)
    form = AddEmailForm(data={"email": address}, user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["email"])))
        return redirect("account_email")
    add_email(request, form)
    return redirect("account_email_verification_sent")
