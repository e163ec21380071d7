"""Why an e-mail about an invitation must not be sent any more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CancelReason(models.TextChoices):
    """Read by staff beside an e-mail that was cancelled. Every status that ends an invitation has one."""

    ACCEPTED = "accepted_before_it_left", _("accepted before it left")
    WITHDRAWN = "withdrawn_before_it_left", _("withdrawn before it left")
    CLOSED = "closed_before_it_left", _("closed before it left")
    ENDED = "ended_before_it_left", _("ended before it left")
    BLOCKED = "blocked_before_it_left", _("blocked before it left")
    REFUSED = "refused_before_it_left", _("refused before it left")
    IGNORED = "ignored_before_it_left", _("ignored before it left")
    ANSWERED = "answered_before_it_left", _("answered before it left")
    JOINED = "joined_before_it_left", _("joined before it left")
    GIVEN_UP = "given_up_before_it_left", _("given up before it left")
    NEVER_AGAIN = "never_to_be_written_to_again", _("never to be written to again")
    ACCOUNT_GONE = "the_account_is_gone", _("the account is gone")

    @classmethod
    def of_status(cls, status: str) -> CancelReason:
        """The reason for an invitation that has ended. Raises `ValueError` for one that is open."""
        return cls(f"{status}_before_it_left")
