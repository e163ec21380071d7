"""What stands in the place of allauth's own pages."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.views import ConfirmEmailView
from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.forms import CodeForm, SignupPasswordForm
from network.members.accounts.passkey_signup import PasskeySignup
from network.members.accounts.sessions import browsers_of, end, end_other_sessions, public_id, sessions_of
from network.members.requests import current_member


class ConfirmEmail(ConfirmEmailView):
    """The page behind the link of a confirmation mail."""

    def get_object(self, queryset: Any = None) -> Confirmation:
        if confirmation := Confirmation.from_key(self.kwargs["key"]):
            return confirmation
        raise Http404

    def logout_other_user(self, confirmation: Confirmation) -> None:
        """By the button alone: opening a link changes nothing."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The code that this browser may have been asked for is needed no more."""
        self.object = self.get_object()
        if self.object.completes_signup and (refused := self._ask_for_the_password()):
            return refused
        if process := EmailVerificationProcess.resume(self.request):
            process.abort()
        return super().post(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.object and self.object.completes_signup:
            kwargs.setdefault("form", SignupPasswordForm(None, member=self.object.email_address.user))
        return super().get_context_data(**kwargs)

    def _ask_for_the_password(self) -> HttpResponse | None:
        """Each try counts; nothing to answer where it is right."""
        address = self.object.email_address
        if not consume(self.request, action="confirm_signup", key=address.email):
            return respond_429(self.request)
        form = SignupPasswordForm(self.request.POST, member=address.user)
        return None if form.is_valid() else self.render_to_response(self.get_context_data(form=form))


confirm_email = ConfirmEmail.as_view()


@login_not_required
@require_safe
def joining(request: HttpRequest) -> HttpResponse:
    """What to do next, whoever has the address that was given."""
    return render(request, "account/verification_sent.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code that whoever joins with a passkey was sent; the third that is wrong ends it."""
    joining = PasskeySignup.resume(request)
    if joining is None:
        return redirect("account_signup_by_passkey")
    form = CodeForm(request.POST if request.method == "POST" else None, code=joining.code)
    if form.is_valid():
        return joining.finish()
    if form.is_bound and not joining.record_invalid_attempt():
        messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect("account_login")
    here = {"verify_form": form, "email": joining.address, "can_resend": joining.can_resend}
    return render(request, "account/signup_code.html", here)


@login_not_required
@require_POST
def send_another_code(request: HttpRequest) -> HttpResponse:
    """To the same address; it counts as joining once more."""
    joining = PasskeySignup.resume(request)
    if joining and joining.can_resend:
        if not consume(request, action="join", key=joining.address):
            return respond_429(request)
        joining.resend()
    return redirect("members:signup_code")


@login_not_required
@require_POST
def cancel_joining(request: HttpRequest) -> HttpResponse:
    """This browser knows nothing of it any more; the code that was sent is good for nothing."""
    if joining := PasskeySignup.resume(request):
        joining.abort()
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the viewer is signed in; POST signs out everywhere else."""
    viewer, key = current_member(request), request.session.session_key
    if request.method == "POST":
        end_other_sessions(viewer, key)
        messages.success(request, _("You are signed out everywhere but here."))
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"browsers": browsers_of(viewer, key)})


@require_POST
def end_session(request: HttpRequest, public: str) -> HttpResponse:
    """Sign one other browser of the viewer's out."""
    session = next((each for each in sessions_of(current_member(request)) if public_id(each) == public), None)
    if session is None:
        raise Http404
    end([session])
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")
