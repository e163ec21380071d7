"""PasskeySignup with a passkey: first a code by mail, and a member only once it is entered in the browser that asked.

No request looks who has the address: the code leaves by a knock, and the worker writes it to nobody who has an account.
"""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from network.members.models import AccountRequest, Member, active_language

KEY = "members.joining"


class PasskeySignup(AbstractCodeVerificationProcess):
    """What the session knows of somebody who is joining: who, where the code went, and how often it was wrong."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(cls, request: HttpRequest, name: str, address: str) -> None:
        onward = {"name": name, "next": get_next_redirect_url(request)}
        cls(request, cls.initial_state(None, address) | onward).send()

    @classmethod
    def resume(cls, request: HttpRequest) -> PasskeySignup | None:
        """Who is joining in this browser, unless it took too long."""
        state = request.session.get(KEY)
        return cls(request, state).abort_if_invalid() if state else None  # type: ignore[no-untyped-call]

    @property
    def address(self) -> str:
        return str(self.state["email"])

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(app_settings.EMAIL_VERIFICATION_MAX_RESEND_COUNT)

    def send(self) -> None:
        """A new code; the one before is good no more."""
        self.state["code"] = get_adapter().generate_email_verification_code()
        AccountRequest.objects.request_code(self.state["name"], self.address, self.code)
        self.persist()

    def resend(self) -> None:
        self.record_resend()
        self.send()

    def persist(self) -> None:
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEY, None)

    def finish(self) -> HttpResponse:
        """On to the passkey, unless the address has got an account since."""
        self.abort()
        member = self._make_member()
        if member is None:
            messages.error(self.request, _("You have an account already"))
            return redirect("account_login")
        return complete_signup(self.request, user=member, redirect_url=self.state["next"], by_passkey=True)

    @transaction.atomic
    def _make_member(self) -> Member | None:
        """An account that never verified the address gives way; one that did stays, and there is no other."""
        Member.objects.delete_unverified(self.address)
        if Member.objects.find_by_email(self.address):
            return None
        member = Member(email=self.address, name=self.state["name"], language=active_language())
        member.set_unusable_password()
        member.save()
        address = member.emailaddress_set.create(email=self.address, primary=True)
        get_adapter().confirm_email(self.request, address)
        return member
