from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from network.members.accounts.email_confirmation import Confirmation
from network.members.models import Member, normalise_address
from network.members.signals import account_email_written


class AccountAdapter(DefaultAccountAdapter):
    """How allauth's mail looks, where its links lead, and that it leaves by the outbox."""

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written and announced, never sent from here; in the language of the member, else in the one spoken now."""
        user = context.get("user")
        member = user if isinstance(user, Member) else None
        with translation.override(member.language if member else translation.get_language()):
            account_email_written.send(
                sender=AccountAdapter,
                member=member if member and member.joined_at else None,
                address=email,
                language=translation.get_language(),
                words=self._words(template_prefix, email, context),
            )

    def _words(self, template_prefix: str, address: str, context: dict[str, Any]) -> dict[str, str]:
        """allauth's text, and the same words in the frame of every other e-mail."""
        mail = self.render_mail(template_prefix, address, {"email": address} | context)
        here = {
            "subject": mail.subject,
            "paragraphs": str(mail.body).partition("\n-- \n")[0].strip().split("\n\n"),
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        html = render_to_string("emails/account.html", here)
        return {"subject": str(mail.subject), "text": str(mail.body), "html": html}

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """False too where the account has just given way to somebody else who wants to join with the address."""
        member = Member.objects.select_for_update().filter(pk=email_address.user_id).first()
        return bool(member and super().confirm_email(request, email_address))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords are answered as every other limit is."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(respond_429(request)) from None

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The code for the browser that asks for it, and a link for every other."""
        address = emailconfirmation.email_address
        link = self.get_email_confirmation_url(request, Confirmation(address))
        here = {"user": address.user, "code": emailconfirmation.key, "activate_url": link}
        self.send_mail(f"account/email/email_confirmation{'_signup' * signup}", address.email, here)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Whoever is signed in was adding an address; the others sign in with it."""
        signed_in = self.request.user.is_authenticated
        return reverse("account_email" if signed_in else "account_login")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The address alone: allauth adds the Host header, port and all, which is whatever somebody sends."""
        return normalise_address(credentials.get("email", ""))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """It names its member, so that it speaks their language."""
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """At SITE_URL, whatever Host header the request came with."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])
