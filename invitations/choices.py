"""The reasons why an e-mail about an invitation must not be sent any more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CancelReason(models.TextChoices):
    """Shown to staff beside a cancelled e-mail. There is one for every status that ends an invitation."""

    ACCEPTED = "accepted before it left", _("accepted before it left")
    WITHDRAWN = "withdrawn before it left", _("withdrawn before it left")
    CLOSED = "closed before it left", _("closed before it left")
    ENDED = "ended before it left", _("ended before it left")
    BLOCKED = "blocked before it left", _("blocked before it left")
    REFUSED = "refused before it left", _("refused before it left")
    IGNORED = "ignored before it left", _("ignored before it left")
    ANSWERED = "answered before it left", _("answered before it left")
    JOINED = "joined before it left", _("joined before it left")
    GIVEN_UP = "given up before it left", _("given up before it left")
    NEVER_AGAIN = "never to be written to again", _("never to be written to again")
    ACCOUNT_GONE = "the account is gone", _("the account is gone")

    @classmethod
    def of_status(cls, status: str) -> CancelReason:
        """The reason for an invitation that has ended. Raises `ValueError` for one that is open."""
        return cls(f"{status} before it left")
