"""The reasons why an e-mail about an invitation must not be sent any more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class CancelReason(models.TextChoices):
    """Shown to staff after “Not sent:”. There is one for every status that ends an invitation."""

    ACCEPTED = "accepted before it left", pgettext_lazy("why an e-mail was not sent", "accepted")
    WITHDRAWN = "withdrawn before it left", pgettext_lazy("why an e-mail was not sent", "withdrawn")
    CLOSED = "closed before it left", pgettext_lazy("why an e-mail was not sent", "closed")
    ENDED = "ended before it left", pgettext_lazy("why an e-mail was not sent", "ended")
    BLOCKED = "blocked before it left", pgettext_lazy("why an e-mail was not sent", "blocked")
    REFUSED = "refused before it left", pgettext_lazy("why an e-mail was not sent", "refused")
    IGNORED = "ignored before it left", pgettext_lazy("why an e-mail was not sent", "ignored")
    ANSWERED = "answered before it left", pgettext_lazy("why an e-mail was not sent", "replied")
    JOINED = "joined before it left", pgettext_lazy("why an e-mail was not sent", "joined")
    GIVEN_UP = (
        "given up before it left",
        pgettext_lazy("why an e-mail was not sent", "the address was given up"),
    )
    NEVER_AGAIN = (
        "never to be written to again",
        pgettext_lazy("why an e-mail was not sent", "asked never to be e-mailed again"),
    )
    REGISTRATION_CLOSED = (
        "registration closed",
        pgettext_lazy("why an e-mail was not sent", "registration is closed to the address"),
    )
    ACCOUNT_GONE = (
        "the account is gone",
        pgettext_lazy("why an e-mail was not sent", "the account was deleted"),
    )

    @classmethod
    def of_status(cls, status: str) -> CancelReason:
        """The reason for an invitation that has ended. Raises `ValueError` for one that is open."""
        return cls(f"{status} before it left")
