"""What a handle may look like: it ends the address of a profile."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

MIN_HANDLE_LENGTH = 3

# Handles that would look like the site itself.
RESERVED_HANDLES = {
    "abuse", "account", "accounts", "acquaint", "admin", "administrator", "anonymous", "api", "connections",
    "everybody", "help", "invitations", "mail", "me", "member", "members", "moderator", "nobody", "notifications",
    "photos", "postmaster", "privacy", "profile", "root", "security", "settings", "site", "staff", "static",
    "support", "system", "team", "webmaster", "you",
}  # fmt: skip


_validate_length = MinLengthValidator(MIN_HANDLE_LENGTH)
_validate_letters = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use only the letters a to z, digits, and single hyphens between them.")
)


def validate_handle(handle: str) -> None:
    """Raises `ValidationError` for a handle that is too short, has other characters or is reserved."""
    _validate_length(handle)
    _validate_letters(handle)
    if handle in RESERVED_HANDLES:
        raise ValidationError(_("This handle is reserved for the site."), "reserved")
