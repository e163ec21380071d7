"""The states of both halves of an invitation, and the verbs that are legal in each.

The models store the states and their verbs read these tables: a verb that is not listed for the current state raises
`NotOpen`. The buttons on the recipient's pages are read from the same table.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from network.common.choices import OpenTextChoices


class Status(OpenTextChoices):
    """The sender's half: the status of an `Invitation`."""

    OPEN = "open", _("Sent")
    ACCEPTED = "accepted", _("Connected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    ENDED = "ended", _("Connection ended")


class Place(OpenTextChoices):
    """Where the recipient keeps a `Reception`."""

    INBOX = "inbox", _("inbox")
    ARCHIVE = "archive", _("archive")


class ReceptionState(TextChoices):
    """The recipient's half: derived from `place`, `refused_at`, `ended_at` and the status of the invitation."""

    INBOX = "inbox"
    ARCHIVE = "archive"
    REFUSED = "refused"  # in the archive
    ACCEPTED = "accepted"
    ENDED = "ended"


SENDER_MOVES: dict[Status, dict[str, Status]] = {
    Status.OPEN: {
        "follow_up": Status.OPEN,
        "message": Status.OPEN,
        "withdraw": Status.WITHDRAWN,
        "use_another_address": Status.WITHDRAWN,
        "close": Status.CLOSED,
        "mark_accepted": Status.ACCEPTED,
    },
    Status.ACCEPTED: {"end": Status.ENDED},
}
"""Status → verb of `Invitation` → next status."""

RECIPIENT_MOVES: dict[ReceptionState, dict[str, ReceptionState]] = {
    ReceptionState.INBOX: {
        "accept": ReceptionState.ACCEPTED,
        "reply": ReceptionState.INBOX,
        "ignore": ReceptionState.ARCHIVE,
        "report": ReceptionState.REFUSED,
    },
    ReceptionState.ARCHIVE: {
        "accept": ReceptionState.ACCEPTED,
        "reply": ReceptionState.ARCHIVE,
        "restore": ReceptionState.INBOX,
        "say_unknown": ReceptionState.REFUSED,
        "report": ReceptionState.REFUSED,
    },
    ReceptionState.REFUSED: {
        "accept": ReceptionState.ACCEPTED,
        "take_back_unknown": ReceptionState.ARCHIVE,
        "report": ReceptionState.REFUSED,
    },
    ReceptionState.ENDED: {"report": ReceptionState.ENDED},  # for a while, see `ReceptionQuerySet.reportable`
}
"""State → verb of `Reception` → next state, in the order of the buttons."""
