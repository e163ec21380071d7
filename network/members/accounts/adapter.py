from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from network.common import languages
from network.common.redirects import is_own_url
from network.members.accounts.admission import Admission, admission_of
from network.members.accounts.devices import remember_device
from network.members.accounts.error_messages import ACCOUNT_ERRORS
from network.members.accounts.letter_limits import count_letter
from network.members.accounts.reauthentication import is_freshly_authenticated, ways_to_confirm
from network.members.accounts.sign_in_limits import clear_password_attempts, count_password_attempt
from network.members.accounts.verified_signup import verify_address
from network.members.models import AccountRequest, Member, normalise_address
from network.members.signals import account_email_written
from network.site.context import for_email


class AccountAdapter(DefaultAccountAdapter):
    """Puts allauth's e-mails into the outbox, in our layout and with links to SITE_URL."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the e-mail and send `account_email_written`, whose receiver queues it.

        The language is that of the member, else the active one.
        """
        user = context.get("user")
        member = user if isinstance(user, Member) else None
        with translation.override(
            languages.for_member(member.language if member else translation.get_language())
        ):
            account_email_written.send(
                sender=AccountAdapter,
                member=member if member and member.joined_at else None,
                address=email,
                language=translation.get_language(),
                content=self._render(template_prefix, email, context),
            )

    def _render(self, template_prefix: str, address: str, context: dict[str, Any]) -> dict[str, str]:
        """Subject and text from allauth's templates, and the text in our HTML layout.

        A paragraph “label: URL” becomes a button.
        """
        urls = {"new_password_url": settings.SITE_URL + reverse("account_reset_password")}
        mail = self.render_mail(template_prefix, address, {"email": address, **for_email()} | urls | context)
        body, _separator, reason = str(mail.body).partition("\n-- \n")
        html_context = {
            **for_email(),
            "subject": mail.subject,
            "paragraphs": [_label_and_url(paragraph) for paragraph in body.strip().split("\n\n")],
            "reason": reason.strip().partition("\n")[0],
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        html = render_to_string("emails/account.html", html_context)
        return {"subject": str(mail.subject), "text": str(mail.body), "html": html}

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Also False where the policy no longer admits a new account: its owner learns by e-mail how to join."""
        address = email_address.email
        member = Member.objects.filter(
            pk=email_address.user_id
        ).first()  # another sign-up may have got the address
        if member and member.is_unverified and admission_of(address) != Admission.ADMITTED:
            AccountRequest.objects.request_way_in(address, count_letter(request))
            messages.info(request, _("We’ve e-mailed you how you can join."))
            return False
        return verify_address(request, email_address)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Respond to too many wrong passwords with 429, like every other rate limit. A correct one is taken back."""
        address = normalise_address(credentials.get("email", ""))
        self._login_failed_rl_usage = count_password_attempt(request, address)
        if self._login_failed_rl_usage is None:
            raise ImmediateHttpResponse(respond_429(request))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """After the last step of signing in, the browser gets the device cookie."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, cast(Member, user))
        return response

    def is_safe_url(self, url: str) -> bool:
        return is_own_url(url, self.request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Raises `ReauthenticationRequired` in place of True, which allauth takes for False where it knows no way to confirm."""
        if not is_freshly_authenticated(self.request):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return ways_to_confirm(user, ways) if isinstance(user, Member) else ways

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask the worker to send the code, for the current browser, and a link, for any other."""
        address, code = emailconfirmation.email_address, emailconfirmation.key
        AccountRequest.objects.request_confirmation(address.user, address.email, code, count_letter(request))

    def generate_email_verification_code(self) -> str:
        """A new code; the same one where it is to be sent again, because that letter may be held."""
        state = self.request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        if state and self.request.POST.get("action") == "resend":
            return str(state["code"])
        return str(super().generate_email_verification_code())

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """The list of addresses for a signed-in member, who has added one; else the sign-in page."""
        signed_in = self.request.user.is_authenticated
        return reverse("account_email" if signed_in else "account_login")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        clear_password_attempts(request, normalise_address(credentials.get("email", "")))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Add the member to the context, so that `send_mail` uses their language."""
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """The link under SITE_URL, independent of the Host header."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])


def _label_and_url(paragraph: str) -> tuple[str, str]:
    """The parts of “label: URL”; of any other paragraph the text and an empty string."""
    label, found, rest = paragraph.rpartition(": http")
    return (label, f"http{rest}") if found else (paragraph, "")
