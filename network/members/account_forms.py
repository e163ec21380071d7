"""allauth's forms in the words of the house. A module of its own: allauth imports `forms` for its sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "code": _("Code"),
    "oldpassword": _("Current password"),
}


class OurWords:
    """Fields are called as everywhere else, by their label and not by a placeholder."""

    fields: dict[str, Any]
    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = LABELS | self.labels
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = words.get(name, field.label)


class NewPassword(OurWords):
    """A password is chosen, twice."""

    labels = {"password1": _("New password"), "password2": _("New password, again")}


class LoginForm(OurWords, allauth_forms.LoginForm):
    pass


class SignupForm(OurWords, allauth_forms.SignupForm):
    pass


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    pass


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    pass


class ChangePasswordForm(NewPassword, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    pass


class ConfirmEmailForm(OurWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass
