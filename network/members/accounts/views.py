"""Account pages that replace or extend those of allauth."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.views import ConfirmEmailView, password_set
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.common.addresses import readable_address
from network.common.email_links import respond_in, secret_link
from network.common.ratelimit import rate_limited
from network.members.accounts.admission import Admission, admission_of, join_with_verified_address
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.forms import ApplicationForm, CodeForm, SignupPasswordForm, VerifiedSignupForm
from network.members.accounts.letter_limits import count_letter
from network.members.accounts.passkey_signup import PasskeySignup
from network.members.accounts.reauthentication import is_freshly_authenticated
from network.members.accounts.sessions import (
    active_sessions,
    browsers_of,
    end_other_sessions,
    end_sessions,
    public_id,
)
from network.members.accounts.signup_link import SignupLink
from network.members.models import AccountRequest, Application
from network.members.requests import current_member


class ConfirmEmail(ConfirmEmailView):
    """The page behind the link of a confirmation e-mail. An invalid, expired or used link is a 404."""

    def get_object(self, queryset: Any = None) -> Confirmation:
        if confirmation := Confirmation.from_key(self.kwargs["key"]):
            return confirmation
        raise Http404

    def logout_other_user(self, confirmation: Confirmation) -> None:
        """Only on POST: opening the link changes nothing."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm the address and end a verification by code that this browser has begun."""
        self.object = self.get_object()
        if self.object.completes_signup and (response := self._check_password()):
            return response
        if process := EmailVerificationProcess.resume(self.request):
            process.abort()
        return super().post(*args, **kwargs)

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """A link without a confirmation gets its own page, which says how to ask for a new one."""
        return super().render_to_response(context, status=200 if self.object else 404, **response_kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.object and self.object.completes_signup:
            kwargs.setdefault("form", SignupPasswordForm(None, member=self.object.email_address.user))
        return super().get_context_data(**kwargs)

    def _check_password(self) -> HttpResponse | None:
        """None for the correct password, else the response. Every attempt counts against the rate limit."""
        address = self.object.email_address
        if not consume(self.request, action="confirm_signup", key=address.email):
            return respond_429(self.request)
        form = SignupPasswordForm(self.request.POST, member=address.user)
        return None if form.is_valid() else self.render_to_response(self.get_context_data(form=form))


@login_not_required
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """The page in the language of the member whose address it is."""
    confirmation = Confirmation.from_key(key)
    respond = partial(ConfirmEmail.as_view(), request, key=key)
    return (
        respond_in(confirmation.email_address.user.language, request, respond) if confirmation else respond()
    )


@login_not_required
@require_safe
def signup_sent(request: HttpRequest) -> HttpResponse:
    """The page after sign-up, the same whether or not a member has the address."""
    return render(request, "account/verification_sent.html")


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def signup_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link that proves an address: the form of an account, or that of an application, as the policy is now."""
    link = SignupLink.from_token(token)
    if link is None:
        raise Http404
    if request.user.is_authenticated:
        messages.info(request, _("You’re signed in. To open another account, sign out first."))
        return redirect("home")
    return respond_in(link.language, request, partial(_respond_to_signup_link, request, link))


def _respond_to_signup_link(request: HttpRequest, link: SignupLink) -> HttpResponse:
    admission, is_usable = admission_of(link.address), link.is_usable
    match admission if is_usable else Admission.CLOSED:
        case Admission.ADMITTED:
            return _open_account(request, link)
        case Admission.MAY_APPLY:
            return _apply(request, link)
    return _ended(request, link)


def _open_account(request: HttpRequest, link: SignupLink) -> HttpResponse:
    """The form, or the new member signed in; the address is that of the link, whatever is posted."""
    by_passkey = "passkey" in request.POST
    data = request.POST if request.method == "POST" else None
    form = VerifiedSignupForm(data, address=link.address, by_passkey=by_passkey)
    if not form.is_valid():
        context = {"form": form, "address": readable_address(link.address)}
        return render(request, "account/signup_link.html", context)
    password = "" if by_passkey else form.cleaned_data["password1"]
    name, terms = form.cleaned_data["name"], form.accepted_terms
    member = join_with_verified_address(request, name, link.address, password, terms)
    if member is None:
        return _ended(request, link)
    return complete_signup(request, user=member, redirect_url=reverse("home"), by_passkey=by_passkey)


def _apply(request: HttpRequest, link: SignupLink) -> HttpResponse:
    """The form of an application; where there is one, what it says, and the button that withdraws it."""
    application = Application.objects.with_address(link.address).first()
    form = ApplicationForm(request.POST if request.method == "POST" and not application else None)
    if application and "withdraw" in request.POST:
        application.delete()
        return redirect(request.path)
    if form.is_valid():
        Application.objects.apply(link.address, language=link.language, **form.cleaned_data)
        return redirect(request.path)
    context = {"form": form, "application": application, "address": readable_address(link.address)}
    return render(request, "account/application.html", context)


def _ended(request: HttpRequest, link: SignupLink) -> HttpResponse:
    """The same page for every cause."""
    return render(request, "account/signup_link_ended.html", {"token": link.token})


@login_not_required
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("join")
def signup_link_again(request: HttpRequest, token: str) -> HttpResponse:
    """Request a new link, e-mailed to the address of this one. Only the worker looks up what becomes of it."""
    link = SignupLink.from_token(token)
    if link is None:
        raise Http404
    if request.method == "POST":
        AccountRequest.objects.request_way_in(link.address, count_letter(request))
        return redirect(request.path)
    return respond_in(link.language, request, partial(render, request, "invitations/join_again.html"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def signup_code(request: HttpRequest) -> HttpResponse:
    """The form for the code of a sign-up by passkey; the third wrong code ends the sign-up."""
    signup = PasskeySignup.resume(request)
    if signup is None:
        return redirect("account_signup_by_passkey")
    form = CodeForm(request.POST if request.method == "POST" else None, code=signup.code)
    if form.is_valid():
        return signup.finish()
    if form.is_bound and not signup.record_invalid_attempt():
        messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect("account_login")
    context = {"verify_form": form, "email": signup.address, "can_resend": signup.can_resend}
    return render(request, "account/signup_code.html", context)


@login_not_required
@require_POST
def resend_signup_code(request: HttpRequest) -> HttpResponse:
    """Send the code again, at most twice."""
    signup = PasskeySignup.resume(request)
    if signup and signup.can_resend:
        signup.resend()
    return redirect("members:signup_code")


@login_not_required
@require_POST
def cancel_signup(request: HttpRequest) -> HttpResponse:
    """Delete the sign-up from the session; its code becomes invalid."""
    if signup := PasskeySignup.resume(request):
        signup.abort()
    return redirect("account_login")


def set_password(request: HttpRequest) -> HttpResponseBase:
    """A first password is a way to confirm who one is, so the member does that before. No session keeps what was typed."""
    if not is_freshly_authenticated(request):
        return redirect_to_login(request.path, reverse("account_reauthenticate"))
    return password_set(request)


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The browsers in which the viewer is signed in; POST signs out all others."""
    viewer, key = current_member(request), request.session.session_key
    if request.method == "POST":
        end_other_sessions(viewer, key)
        messages.success(request, _("Signed out everywhere else."))
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"browsers": browsers_of(viewer, key)})


@require_POST
def end_session(request: HttpRequest, public: str) -> HttpResponse:
    """Sign out one of the viewer's browsers; `public` is its `public_id`. 404 for any other id."""
    active = active_sessions(current_member(request))
    session = next((session for session in active if public_id(session) == public), None)
    if session is None:
        raise Http404
    end_sessions([session])
    messages.success(request, _("Signed out of that browser."))
    return redirect("usersessions_list")
