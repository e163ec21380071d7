"""The pages behind the link of a welcome letter. Without a POST they change nothing."""

from __future__ import annotations

from functools import partial

from allauth.account.internal.flows.signup import complete_signup
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from network.common.addresses import masked_address, readable_address
from network.common.email_links import respond_in, secret_link
from network.common.ratelimit import rate_limited
from network.members.accounts.add_address import request_code_for
from network.members.accounts.letter_limits import count_letter
from network.members.imports.forms import WelcomeForm
from network.members.imports.welcome import WelcomeLink, read_welcome_token
from network.members.models import AccountRequest


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """One form shows what was imported and opens the account. A signed-in member may add the address instead."""
    link = _link_or_404(token)
    if not link.is_usable:
        respond = partial(_no_longer_usable, request, token)
    elif request.user.is_authenticated:
        respond = partial(_offer_address, request, link)
    else:
        respond = partial(_sign_up, request, link, token)
    return respond_in(link.language, request, respond)


def _sign_up(request: HttpRequest, link: WelcomeLink, token: str) -> HttpResponse:
    """The form, or the new member signed in; the address is that of the letter, whatever is posted."""
    assert link.person is not None
    by_passkey = "passkey" in request.POST
    form = WelcomeForm(
        request.POST if request.method == "POST" else None, person=link.person, by_passkey=by_passkey
    )
    if not form.is_valid():
        context = {"form": form, "address": readable_address(link.address)}
        return render(request, "members/welcome.html", context)
    password = "" if by_passkey else form.cleaned_data["password1"]
    member = link.open_account(request, form.profile(), form.field_values(), password, form.accepted_terms)
    if member is None:
        return _no_longer_usable(request, token)
    return complete_signup(request, user=member, redirect_url=reverse("home"), by_passkey=by_passkey)


def _offer_address(request: HttpRequest, link: WelcomeLink) -> HttpResponse:
    """For a signed-in member the link proves nothing: a code goes to the address, which is not shown."""
    if request.method == "POST":
        return request_code_for(request, link.address)
    return render(request, "members/welcome_signed_in.html", {"masked": masked_address(link.address)})


def _no_longer_usable(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for every cause."""
    return render(request, "members/welcome_ended.html", {"token": token})


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def welcome_again(request: HttpRequest, token: str) -> HttpResponse:
    """Request a new link, mailed to the address of this one. Only the worker looks up what becomes of it."""
    link = _link_or_404(token)
    if request.method == "POST":
        AccountRequest.objects.request_join_link(link.address, count_letter(request))
        return redirect(request.path)
    return respond_in(link.language, request, partial(render, request, "invitations/join_again.html"))


def _link_or_404(token: str) -> WelcomeLink:
    """Raises `Http404` for an invalid token."""
    link = read_welcome_token(token)
    if link is None:
        raise Http404
    return link
