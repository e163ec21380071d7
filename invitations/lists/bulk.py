"""Acting on several invitations at once: each by its own verb, in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import methodcaller

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from invitations.errors import NotOpen
from invitations.models import Invitation, Reception
from network.members.models import Member

log = logging.getLogger(__name__)

MAX_SELECTED = 100
"""So many in one go: five pages of a list."""
Row = Reception | Invitation


@dataclass(frozen=True)
class BulkAction:
    """A verb for several, and the list it leads to. What it `consequences` cannot be undone, so that is confirmed first."""

    verb: str
    shelf: str
    label: Promise
    full_label: Promise
    done: Callable[[int], str]
    find: Callable[[Member, list[str]], dict[str, Row]]
    confirm_title: Callable[[int], str] | None = None
    consequences: Callable[[Member, int], list[str]] | None = None
    variant: str = "primary"

    @property
    def needs_confirmation(self) -> bool:
        return self.confirm_title is not None


@dataclass
class Outcome:
    """The public ids of those that are done, how many came too late, and whether it broke off in the middle."""

    done: list[str] = field(default_factory=list)
    late: int = 0
    interrupted: bool = False

    def summary(self, action: BulkAction) -> str:
        """Counted honestly. What is not one's own was not open either."""
        said = [action.done(len(self.done))] if self.done else []
        if self.late:
            said.append(_too_late(self.late) if said else _("No longer open."))
        if self.interrupted:
            said.append(
                _("Something went wrong on our side before all was done: the rest is as it was. Try again.")
            )
        return " ".join(said)


def perform(action: BulkAction, member: Member, ids: list[str]) -> Outcome:
    """What is done stays done, whatever becomes of those after it."""
    rows, outcome = action.find(member, ids), Outcome()
    try:
        for public_id in ids:
            if public_id in rows and _perform_one(rows[public_id], action.verb):
                outcome.done.append(public_id)
            else:
                outcome.late += 1
    except DatabaseError:
        log.exception("Broke off after %d of %d: %s", len(outcome.done), len(ids), action.verb)
        outcome.interrupted = True
    return outcome


def _perform_one(row: Row, verb: str) -> bool:
    try:
        methodcaller(verb)(row)
    except NotOpen:
        return False
    return True


def _received(member: Member, ids: list[str]) -> dict[str, Row]:
    """The member's own that are open, in the order of the ids."""
    mine = (
        Reception.objects.of(member).live().with_people().filter(invitation__public_id__in=_well_formed(ids))
    )
    for row in mine:
        row.member = member
    return _in_order(ids, {row.invitation.public_id: row for row in mine})


def _sent(member: Member, ids: list[str]) -> dict[str, Row]:
    mine = Invitation.objects.sent_by(member).open().with_people().filter(public_id__in=_well_formed(ids))
    return _in_order(ids, {row.public_id: row for row in mine})


def _well_formed(ids: list[str]) -> list[str]:
    """What could be an id at all; the database need not see the rest."""
    return [each for each in ids if each.isascii() and each.isalnum()]


def _in_order(ids: list[str], rows: dict[str, Row]) -> dict[str, Row]:
    return {public_id: rows[public_id] for public_id in ids if public_id in rows}


def _too_late(number: int) -> str:
    return ngettext(
        "%(count)s was no longer open.", "%(count)s were no longer open.", number
    ) % {"count": number}  # fmt: skip


def _accepted(number: int) -> str:
    return ngettext(
        "You are connected with %(count)s more person.", "You are connected with %(count)s more people.", number
    ) % {"count": number}  # fmt: skip


def _ignored(number: int) -> str:
    return ngettext(
        "%(count)s invitation is in your archive. Nobody is told.",
        "%(count)s invitations are in your archive. Nobody is told.",
        number,
    ) % {"count": number}


def _restored(number: int) -> str:
    return ngettext(
        "%(count)s invitation is back in your inbox.", "%(count)s invitations are back in your inbox.", number
    ) % {"count": number}  # fmt: skip


def _withdrawn(number: int) -> str:
    return ngettext(
        "%(count)s invitation is withdrawn. Nobody is told.",
        "%(count)s invitations are withdrawn. Nobody is told.",
        number,
    ) % {"count": number}


def _accept_title(number: int) -> str:
    return ngettext("Accept %(count)s invitation", "Accept %(count)s invitations", number) % {"count": number}


def _withdraw_title(number: int) -> str:
    return ngettext(
        "Withdraw %(count)s invitation", "Withdraw %(count)s invitations", number
    ) % {"count": number}  # fmt: skip


def _accept_consequence(member: Member, number: int) -> list[str]:
    if member.share_address:
        consequences = ngettext(
            "An e-mail goes out with your profile, your address and a summary of your connections.",
            "Each gets an e-mail with your profile, your address and a summary of your connections.",
            number,
        )
    else:
        consequences = ngettext(
            "An e-mail goes out with your profile and a summary of your connections; your address is not shared.",
            "Each gets an e-mail with your profile and a summary of your connections; your address is not shared.",
            number,
        )
    return [
        consequences,
        _("This cannot be undone. A connection can be removed later, and nobody is told of that."),
    ]


def _withdraw_consequence(member: Member, number: int) -> list[str]:
    return [
        ngettext(
            "It disappears wherever it waits. Nobody is told.",
            "Each disappears wherever it waits. Nobody is told.",
            number,
        ),
        ngettext(
            "This cannot be undone: to invite the same person again you will need their e-mail address, "
            "and it does not give you the invitation back.",
            "This cannot be undone: to invite the same people again you will need their e-mail addresses, "
            "and it does not give you invitations back.",
            number,
        ),
    ]


ACCEPT = BulkAction(
    "accept", "received", gettext_lazy("Accept…"), gettext_lazy("Accept the selected…"),
    _accepted, _received, _accept_title, _accept_consequence,
)  # fmt: skip
IGNORE = BulkAction(
    "ignore", "received", gettext_lazy("Ignore"), gettext_lazy("Ignore the selected"), _ignored, _received
)
RESTORE = BulkAction(
    "restore", "received", gettext_lazy("Move back to inbox"), gettext_lazy("Move the selected back to inbox"),
    _restored, _received,
)  # fmt: skip
WITHDRAW = BulkAction(
    "withdraw", "sent", gettext_lazy("Withdraw…"), gettext_lazy("Withdraw the selected…"),
    _withdrawn, _sent, _withdraw_title, _withdraw_consequence, "danger",
)  # fmt: skip

ACTIONS = {action.verb: action for action in (ACCEPT, IGNORE, RESTORE, WITHDRAW)}
ACTIONS_BY_LIST = {"received": (ACCEPT, IGNORE), "archived": (ACCEPT, RESTORE), "sent": (WITHDRAW,)}
