"""allauth's forms in the words of the house. A module of its own: allauth imports `forms` for its sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from network.members.text import one_line


class OurWords:
    """The address is called as everywhere else, by its label, and holds no control character in quotes either."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name in {"login", "email"} & self.fields.keys():
            self.fields[name].label = _("E-mail address")
            self.fields[name].validators.append(one_line)


class LoginForm(OurWords, allauth_forms.LoginForm):
    pass


class SignupForm(OurWords, allauth_forms.SignupForm):
    pass


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    pass


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    pass
