"""allauth's account forms with our labels.

The base form of sign-up is in `people/forms.py`, because allauth imports it while its own forms are being imported.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from network import site
from network.common.addresses import AddressField
from network.common.validators import multi_line, validate_marks
from network.members.accounts.error_messages import PASSWORD_HELP
from network.members.accounts.letter_limits import count_letter
from network.members.accounts.passkey_signup import PasskeySignup
from network.members.accounts.public_ids import member_of_reset_uid
from network.members.models import AccountRequest, Member
from network.members.models.application import WORDS_LENGTH
from network.members.people.forms import SignupForm as BaseSignupForm

CODE_LENGTH = 40

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "code": _("Code"),
    "oldpassword": _("Current password"),
}


class CodeField(forms.CharField):
    """A one-time or recovery code: digits of any script are digits."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        return "".join(
            str(unicodedata.decimal(character)) if character.isdecimal() else character for character in typed
        )


class LabelMixin:
    """Sets labels and the rules of passwords, removes placeholders, and reads addresses and codes in their canonical form."""

    fields: dict[str, Any]
    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = LABELS | self.labels
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = labels.get(name, field.label)
        if password := self.fields.get("password1"):
            password.help_text = PASSWORD_HELP
        for name in {"login", "email"} & self.fields.keys():
            field = self.fields[name]
            self.fields[name] = AddressField(label=field.label, required=field.required, widget=field.widget)
        if code := self.fields.get("code"):
            self.fields["code"] = CodeField(label=code.label, widget=code.widget, max_length=CODE_LENGTH)


class PasswordLabelsMixin(LabelMixin):
    """Labels for a new password and its repetition."""

    labels = {"password1": _("New password"), "password2": _("New password, again")}


class LoginForm(LabelMixin, allauth_forms.LoginForm):
    pass


class SignupForm(LabelMixin, allauth_forms.SignupForm):
    """Stores an account request; only the worker looks up whether the address has an account.

    So the response does not reveal it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if site.current().asks_for_address_alone:
            self.fields = {"email": self.fields["email"]}

    def validate_unique_email(self, value: str) -> str:
        return value

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponseBase]:
        data = self.cleaned_data
        if "name" not in data:
            AccountRequest.objects.request_way_in(data["email"], count_letter(request))
            return None, redirect("members:signup_sent")
        if self.by_passkey:
            PasskeySignup.begin(request, data["name"], data["email"], self.accepted_terms)
            return None, redirect("members:signup_code")
        origin = count_letter(request)
        AccountRequest.objects.request_signup(
            data["name"], data["email"], data["password1"], origin, self.accepted_terms
        )
        return None, redirect("members:signup_sent")


class ResetPasswordForm(LabelMixin, allauth_forms.ResetPasswordForm):
    """Stores an account request, like `SignupForm`."""

    def clean_email(self) -> str:
        """As it is: only the worker looks up whether it has an account."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address, origin = self.cleaned_data["email"], count_letter(request)
        return AccountRequest.objects.request_password_reset(address, origin).address


class AddEmailForm(LabelMixin, allauth_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(PasswordLabelsMixin, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PasswordLabelsMixin, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(PasswordLabelsMixin, allauth_forms.ResetPasswordKeyForm):
    pass


class ResetLinkForm(allauth_forms.UserTokenForm):
    """Reads the parts of a password reset link, whose member is encrypted."""

    def _get_user(self, uidb36: str) -> Member | None:
        return member_of_reset_uid(uidb36)


class ReauthenticateForm(LabelMixin, allauth_forms.ReauthenticateForm):
    pass


class ConfirmEmailForm(LabelMixin, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class SignupPasswordForm(forms.Form):
    """The password of the sign-up that a link confirms: the owner of the mailbox may not be who signed up."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("The password that was chosen when this account was created."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data)
        self.member = member

    def clean_password(self) -> None:
        if not self.member.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That’s not the password of this account."), code="wrong")


class VerifiedSignupForm(LabelMixin, BaseSignupForm):
    """Sign-up with a proven address: name and password, or the name alone where a passkey follows."""

    labels = {"password1": _("Password")}
    password1 = PasswordField(label="", autocomplete="new-password")

    def __init__(self, data: Any = None, *, address: str, by_passkey: bool = False) -> None:
        super().__init__(data)
        self.address = address
        self.fields["password1"].required = not by_passkey

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        person = Member(name=self.cleaned_data.get("name", ""), email=self.address)
        return str(get_adapter().clean_password(password, user=person)) if password else ""


class ApplicationForm(BaseSignupForm):
    """What staff read who decide about an application."""

    words = forms.CharField(
        label=_("Why would you like to join?"),
        help_text=_("The people who look after this site read it, and nobody else."),
        max_length=WORDS_LENGTH,
        validators=[multi_line, validate_marks],
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class CodeForm(LabelMixin, allauth_forms.BaseConfirmCodeForm):
    """The code of a sign-up by passkey."""
