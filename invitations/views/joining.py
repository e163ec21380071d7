"""Joining with the signed link of an invitation, and closing an account that somebody else opened with it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from allauth.account.internal.flows.signup import complete_signup
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from invitations.join_links import JoinLink, read_join_token
from invitations.models import Invitation, Reception
from invitations.tokens import card_token, read_not_me_token
from network import clock
from network.common.addresses import masked_address, readable_address
from network.common.email_links import respond_in, secret_link
from network.common.ratelimit import rate_limited
from network.members.accounts.add_address import request_code_for
from network.members.accounts.admission import Admission
from network.members.accounts.forms import VerifiedSignupForm
from network.members.accounts.letter_limits import count_letter
from network.members.models import AccountRequest, Member
from network.members.requests import current_member


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation to join: one form opens an account. A signed-in member may add the address instead."""
    link = _link_or_404(token)
    if request.user.is_authenticated and _is_awaited(current_member(request), link.invitation):
        return redirect("invitations:joined", link.invitation.public_id)
    is_signed_in = request.user.is_authenticated
    admission, is_usable = Admission.ADMITTED if is_signed_in else link.admission, link.is_usable
    if admission == Admission.MAY_APPLY and is_usable:
        return redirect("members:signup_link", link.signup_link.token)
    if not is_usable or admission == Admission.CLOSED:
        respond = partial(_no_longer_usable, request, token)
    elif is_signed_in:
        respond = partial(_offer_address, request, link)
    else:
        respond = partial(_sign_up, request, link, token)
    return respond_in(link.language, request, respond)


def _sign_up(request: HttpRequest, link: JoinLink, token: str) -> HttpResponse:
    """The form, or the new member signed in; the address is that of the link, whatever is posted."""
    by_passkey = "passkey" in request.POST
    data = request.POST if request.method == "POST" else None
    form = VerifiedSignupForm(data, address=link.address, by_passkey=by_passkey)
    if not form.is_valid():
        return render(request, "invitations/join.html", _join_context(link) | {"form": form})
    password = "" if by_passkey else form.cleaned_data["password1"]
    member = link.open_account(request, form.cleaned_data["name"], password, form.accepted_terms)
    if member is None:
        return _no_longer_usable(request, token)
    redirect_url = reverse("invitations:joined", args=[link.invitation.public_id])
    return complete_signup(request, user=member, redirect_url=redirect_url, by_passkey=by_passkey)


def _offer_address(request: HttpRequest, link: JoinLink) -> HttpResponse:
    """For a signed-in member the link proves nothing: a code goes to the address, which is not shown."""
    if request.method == "POST":
        return request_code_for(request, link.address)
    return render(
        request,
        "invitations/join_signed_in.html",
        _join_context(link) | {"masked": masked_address(link.address)},
    )


def _join_context(link: JoinLink) -> dict[str, object]:
    return {
        "invitation": link.invitation,
        "person": link.invitation.sender,
        "photo_token": card_token(link.invitation, link.language),
        "address": readable_address(link.address),
    }


def _no_longer_usable(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for every cause."""
    return render(request, "invitations/join_ended.html", {"token": token})


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def join_again(request: HttpRequest, token: str) -> HttpResponse:
    """Request a new link, e-mailed to the address of this one. Only the worker looks up what becomes of it."""
    link = _link_or_404(token)
    if request.method != "POST":
        return respond_in(link.language, request, partial(render, request, "invitations/join_again.html"))
    return respond_in(link.language, request, partial(_request_link, request, link))


def _request_link(request: HttpRequest, link: JoinLink) -> HttpResponse:
    AccountRequest.objects.request_join_link(link.address, count_letter(request))
    return redirect(request.path)


@require_safe
def joined(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leads to an invitation to one of the viewer's addresses as soon as the worker has delivered it, else to the inbox."""
    viewer = current_member(request)
    invitation = Invitation.objects.with_people().filter(public_id=public_id).first()
    if invitation is None:
        return redirect("invitations:received")
    if reception := _live_reception(viewer, invitation):
        return redirect("invitations:detail", reception.invitation.public_id)
    if not _is_awaited(viewer, invitation):
        return redirect("invitations:received")
    return render(request, "invitations/joined.html", {"person": invitation.sender})


def _is_awaited(viewer: Member, invitation: Invitation) -> bool:
    """Whether the invitation may be in the viewer's half in a moment, because they have just joined.

    How it stands in the sender's half is not read: it stays open after a block of the sender, but not after a withdrawal.
    """
    just_joined = viewer.joined_at is not None and viewer.joined_at > clock.now() - timedelta(minutes=1)
    return just_joined and viewer.has_address(invitation.address)


def _live_reception(viewer: Member, invitation: Invitation) -> Reception | None:
    received = Reception.objects.of(viewer).from_(invitation.sender).filter(ended_at=None)
    return received.select_related("invitation").first()


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Close an account that somebody else opened with the link of an invitation, and free its address."""
    use = read_not_me_token(token)
    if use is None:
        raise Http404
    if request.method == "POST":
        use.member.leave()
        return redirect(request.path)
    context = {"person": use.member}
    return respond_in(
        use.member.language, request, partial(render, request, "invitations/not_me.html", context)
    )


def _link_or_404(token: str) -> JoinLink:
    """Raises `Http404` for an invalid token."""
    link = read_join_token(token)
    if link is None:
        raise Http404
    return link
