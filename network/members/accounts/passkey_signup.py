"""Sign-up without a password: a code is e-mailed, and the member is created once it is entered in the same browser.

The member then creates a passkey, or is linked to the account at the sign-in provider with which they began.

The web request never looks up who has the address: it stores an account request, and the worker sends the code only
where the address has no account.
"""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from network.members.accounts.admission import join_with_verified_address
from network.members.accounts.letter_limits import count_letter
from network.members.models import AccountRequest, Member
from network.members.oidc.identity import Identity
from network.members.oidc.linked_member import create_linked_member

SESSION_KEY = "passkey_signup"


class PasskeySignup(AbstractCodeVerificationProcess):
    """A sign-up in progress, stored in the session: name, address, code, number of wrong attempts, account to link."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(
        cls,
        request: HttpRequest,
        name: str,
        address: str,
        terms: int,
        identity: Identity | None = None,
        next_url: str = "",
    ) -> None:
        """Store a new sign-up in the session and send its code. `terms` is the version that was accepted, 0 for none."""
        code = get_adapter().generate_email_verification_code()
        extra = {
            "name": name, "next": next_url or get_next_redirect_url(request), "code": code,
            "terms": terms, "identity": identity and identity.as_json(),
        }  # fmt: skip
        cls(request, cls.initial_state(None, address) | extra).send()

    @classmethod
    def resume(cls, request: HttpRequest) -> PasskeySignup | None:
        """The sign-up of this session; None where there is none or it has expired."""
        state = request.session.get(SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None  # type: ignore[no-untyped-call]  # of allauth

    @property
    def address(self) -> str:
        return str(self.state["email"])

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(app_settings.EMAIL_VERIFICATION_MAX_RESEND_COUNT)

    def send(self) -> None:
        """Send the code. Sent again it stays the same, because the second letter may be held."""
        origin = count_letter(self.request)
        AccountRequest.objects.request_code(self.state["name"], self.address, self.code, origin)
        self.persist()

    def resend(self) -> None:
        self.record_resend()
        self.send()

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def finish(self) -> HttpResponse:
        """Create the member and continue with the passkey; through the provider, the member is signed in."""
        self.abort()
        identity, name, terms = self.state.get("identity"), self.state["name"], self.state.get("terms", 0)
        if identity:
            member = create_linked_member(self.request, name, Identity(**identity), terms)
        else:
            member = join_with_verified_address(self.request, name, self.address, terms=terms)
        if member is None:
            return respond_without_member(self.request, self.address)
        return complete_signup(
            self.request, user=member, redirect_url=self.state["next"], by_passkey=not identity
        )


def respond_without_member(request: HttpRequest, address: str) -> HttpResponse:
    """To sign in where the address, which is proven, has an account by now.

    Where the policy does not admit it, its owner learns by e-mail how to join.
    """
    if Member.objects.verified_with(address).exists():
        messages.error(request, _("You already have an account. Please sign in."))
        return redirect("account_login")
    return redirect("members:signup_sent")
