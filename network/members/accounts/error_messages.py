"""Our words for allauth's errors, by allauth's codes, and for Django's rules of passwords."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MIN_PASSWORD_LENGTH = 8

PASSWORD_HELP = format_lazy(
    _(
        "At least {length} characters. Common passwords, and those like your name or e-mail address, are refused."
    ),
    length=MIN_PASSWORD_LENGTH,
)

ACCOUNT_ERRORS = {
    "account_inactive": _("This account is deactivated."),
    "cannot_remove_primary_email": _(
        "You can’t remove your primary address. Make another address primary first."
    ),
    "duplicate_email": _("You’ve already added this address."),
    "email_password_mismatch": _("Wrong e-mail address or password."),
    "email_taken": _("This address already belongs to another account."),
    "enter_current_password": _("That’s not your current password."),
    "incorrect_code": _("This code is wrong. Check the e-mail and try again."),
    "incorrect_password": _("Wrong password."),
    "invalid_login": _("Wrong e-mail address or password."),
    "invalid_password_reset": _("This link has expired or was already used."),
    "max_email_addresses": _("You can’t add more than %d addresses."),
    "too_many_login_attempts": _("Too many failed attempts. Please try again later."),
    "unknown_email": _("No account has this address."),
    "unverified_primary_email": _("Only a confirmed address can be primary. Confirm the address first."),
    "rate_limited": _("Too many requests. Please wait a few minutes, then try again."),
}

TWO_STEP_ERRORS = {
    "add_email_blocked": _("You can’t add an address while two-step sign-in is on."),
    "cannot_delete_authenticator": _("You can’t turn off two-step sign-in."),
    "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
    "incorrect_code": _("That didn’t match. Please try again, with a new code if you entered one."),
    "unverified_email": _("First confirm all your e-mail addresses, or remove those you can’t confirm."),
}
