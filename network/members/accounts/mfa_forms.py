"""allauth's forms for multi-factor authentication with our labels."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from network.common.names import validate_line
from network.common.validators import single_line
from network.members.accounts import mfa
from network.members.accounts.credential_field import CredentialField, read_authentication, read_registration
from network.members.accounts.forms import LabelMixin
from network.members.accounts.passkey_challenge import is_answered
from network.members.accounts.public_ids import passkey_of
from network.members.accounts.sign_in_limits import count_code_attempt

NAME_LENGTH = 80


class OneTimeCodeMixin(LabelMixin):
    """A code works once, for as long as allauth takes it: it remembers one for a single period of several."""

    def clean_code(self) -> str:
        """Attempts are limited like wrong passwords; one that succeeds is taken back."""
        usage = count_code_attempt(context.request, self.user)  # type: ignore[attr-defined]
        if usage is None:
            raise ImmediateHttpResponse(respond_429(context.request))
        code: str = super().clean_code()  # type: ignore[misc]
        if not mfa.mark_code_as_used(self.user, code):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        usage.rollback()
        return code


class AuthenticateForm(OneTimeCodeMixin, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(OneTimeCodeMixin, base_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(LabelMixin, totp_forms.ActivateTOTPForm):
    pass


class PasskeyNameMixin(LabelMixin):
    """Limits the name of a passkey to one short line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the passkey"),
            max_length=NAME_LENGTH,
            required=self.fields["name"].required,
            validators=[single_line, validate_line],
        )


class AddPasskeyForm(PasskeyNameMixin, webauthn_forms.AddWebAuthnForm):
    credential = CredentialField(read_registration)  # type: ignore[assignment]  # allauth's field is another class
    passwordless = forms.BooleanField(
        label=_("Let me sign in with this passkey alone, without a password"), required=False, initial=True
    )


class SignupPasskeyForm(PasskeyNameMixin, webauthn_forms.SignupWebAuthnForm):
    credential = CredentialField(read_registration)  # type: ignore[assignment]  # allauth's field is another class


class RenamePasskeyForm(PasskeyNameMixin, webauthn_forms.EditWebAuthnForm):
    pass


class AuthenticatePasskeyForm(webauthn_forms.AuthenticateWebAuthnForm):
    credential = CredentialField(read_authentication)  # type: ignore[assignment]  # allauth's field is another class


class ReauthenticatePasskeyForm(webauthn_forms.ReauthenticateWebAuthnForm):
    credential = CredentialField(read_authentication)  # type: ignore[assignment]  # allauth's field is another class


class LoginPasskeyForm(webauthn_forms.LoginWebAuthnForm):
    """Finds the passkey by its id and the handle of its member, never the member by the handle alone."""

    credential = CredentialField(read_authentication)  # type: ignore[assignment]  # allauth's field is another class

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        passkey = passkey_of(credential["response"].get("userHandle", ""), credential["rawId"])
        if passkey is None or not is_answered(context.request, passkey, credential):
            raise get_adapter().validation_error("incorrect_code")
        return passkey
