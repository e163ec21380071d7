from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.members.models import Member
from network.members.oidc import confirming, exchange, links, signup
from network.members.oidc.errors import LinkedElsewhere, ProviderError
from network.members.oidc.exchange import CONFIRM, LINK, SIGN_IN, Begun, provider
from network.members.oidc.identity import Identity
from network.members.oidc.pages import error_page, failed, lead_away
from network.members.requests import current_member

CANCELLED = {SIGN_IN: "account_login", LINK: "oidc:links", CONFIRM: "members:settings"}
"""Where a member finds themselves who has cancelled at the provider."""


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to sign in; for a member, to link the account, after reauthentication. Every attempt counts."""
    if not consume(request, action="sign_in_provider"):
        response: HttpResponse = respond_429(request)
        return response
    return _begin_link(request) if request.user.is_authenticated else lead_away(request, SIGN_IN)


@login_not_required
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """The provider's answer, for a sign-in that this browser has begun."""
    begun = exchange.take_begun(request)
    if begun is None or begun.member != request.user.pk:
        return error_page(request, "expired", 400)
    if request.GET.get("error") == "access_denied":
        messages.info(request, _("You cancelled signing in at %(provider)s.") % {"provider": provider().name})
        return redirect(CANCELLED[begun.purpose])
    try:
        _check_sender(request)
        identity = exchange.finish(begun, request.GET.get("code", ""))
    except ProviderError as error:
        return failed(request, error)
    if begun.purpose == CONFIRM:
        return confirming.go_on(request, identity, begun)
    try:
        return _link(request, identity) if begun.purpose == LINK else _sign_in(request, identity, begun)
    except LinkedElsewhere:
        return error_page(request, "linked elsewhere", 409)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    found = signup.pending(request)
    if found is None or request.user.is_authenticated:
        return redirect("account_login")
    return signup.join_page(request, *found)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def links_page(request: HttpRequest) -> HttpResponse:
    """The viewer's links, to earlier providers too; POST removes them, unless there is no other way in."""
    viewer = current_member(request)
    can_unlink = links.has_other_way_in(viewer)
    if request.method == "POST" and can_unlink:
        if links.unlink(viewer):
            messages.success(request, _("Unlinked."))
        return redirect("oidc:links")
    found = list(links.links_of(viewer).order_by("-date_joined"))
    is_linked = any(link.provider == provider().issuer for link in found)
    context = {"links": found, "is_linked": is_linked, "can_unlink": can_unlink, "provider": provider()}
    return render(request, "socialaccount/connections.html", context)


@reauthentication_required
def _begin_link(request: HttpRequest) -> HttpResponse:
    return lead_away(request, LINK)


def _check_sender(request: HttpRequest) -> None:
    """Raises `ProviderError` where the provider says that something is wrong, or another one answers (RFC 9207)."""
    if "error" in request.GET or "code" not in request.GET:
        raise ProviderError("it refused the sign-in")
    if request.GET.get("iss", provider().issuer) != provider().issuer:
        raise ProviderError("another provider answered")


def _link(request: HttpRequest, identity: Identity) -> HttpResponse:
    links.link(current_member(request), identity)
    messages.success(
        request, _("Linked. You can now sign in with %(provider)s.") % {"provider": provider().name}
    )
    return redirect("oidc:links")


def _sign_in(request: HttpRequest, identity: Identity, begun: Begun) -> HttpResponse:
    """Sign in the member to whom the account is linked, with their second step; anybody else may join."""
    if found := links.find_link(identity):
        links.record_sign_in(found, identity)
        member: Member | None = found.user
    else:
        member = _owner(identity)
    if member is None:
        signup.keep(request, identity, begun.next_url)
        return redirect("oidc:join")
    record_authentication(request, member, "socialaccount", provider=provider().issuer)
    response: HttpResponse = perform_login(request, member, redirect_url=begun.next_url or None)
    return response


def _owner(identity: Identity) -> Member | None:
    """The member with this address, now linked, where the provider gives out the address. Raises `LinkedElsewhere`."""
    if not provider().owns(identity.address):
        return None
    member: Member | None = Member.objects.verified_with(identity.address).first()
    if member and member.is_active:
        links.link(member, identity)
    return member
