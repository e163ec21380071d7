from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from network.members.confirming import Confirmation
from network.members.models import Member


class AccountAdapter(DefaultAccountAdapter):
    """How allauth makes a member, and how its mail looks and where its links lead."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> AbstractBaseUser:
        """The name goes in before the first save, because the handle is made from it."""
        user.name = form.cleaned_data["name"]
        user.language = (translation.get_language() or "en").split("-")[0]
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the member, where there is one; else in that of the request."""
        user = context.get("user")
        reader = user.language if isinstance(user, Member) else translation.get_language()
        with translation.override(reader):
            super().send_mail(template_prefix, email, context)

    def render_mail(
        self, template_prefix: str, email: Any, context: Any, headers: Any = None
    ) -> EmailMessage:
        """allauth's text, and the same words in the frame of every other e-mail."""
        mail = super().render_mail(template_prefix, email, context, headers)
        here = {
            "subject": mail.subject,
            "text": str(mail.body).partition("\n-- \n")[0],
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        if isinstance(mail, EmailMultiAlternatives):
            mail.attach_alternative(render_to_string("emails/account.html", here), "text/html")
        return mail

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The code and a link; the code alone where there is no password to come back with from elsewhere."""
        address = emailconfirmation.email_address
        here = {"user": address.user, "code": emailconfirmation.key}
        if address.user.has_usable_password():
            here["activate_url"] = self.get_email_confirmation_url(request, Confirmation(address))
        self.send_mail(f"account/email/email_confirmation{'_signup' * signup}", address.email, here)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Whoever is signed in was adding an address; the others sign in with it."""
        signed_in = self.request.user.is_authenticated
        return reverse("account_email" if signed_in else "account_login")

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _on_site(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_site(super().get_reset_password_from_key_url(key))


def _on_site(url: str) -> str:
    """The same page at SITE_URL, whatever Host header the request came with."""
    return settings.SITE_URL + urlsplit(url).path
