"""Bulk actions: call one verb for each selected invitation, each in a transaction of its own."""

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
"""The most that one action takes: five pages of a list."""
Row = Reception | Invitation


@dataclass(frozen=True)
class BulkAction:
    """A verb for several invitations, and the list that it is offered on.

    An action that cannot be undone has a `confirm_title` and `consequences` for its confirmation page.
    """

    verb: str
    list_name: str
    label: Promise
    full_label: Promise
    done_message: Callable[[int], str]
    find: Callable[[Member, list[str]], dict[str, Row]]
    confirm_title: Callable[[int], str] | None = None
    consequences: Callable[[Member, int], list[str]] | None = None
    variant: str = "primary"

    @property
    def needs_confirmation(self) -> bool:
        return self.confirm_title is not None


@dataclass
class Outcome:
    """The public ids for which the verb was done, how many were not open, and whether a database error stopped it."""

    done: list[str] = field(default_factory=list)
    late: int = 0
    interrupted: bool = False

    def summary(self, action: BulkAction) -> str:
        """The message with the counts. Invitations of other members are counted as not open."""
        sentences = [action.done_message(len(self.done))] if self.done else []
        if self.late:
            sentences.append(_late_message(self.late) if sentences else _("No longer open."))
        if self.interrupted:
            sentences.append(
                _("Something went wrong on our side, so the others are as they were. Try again.")
            )
        return " ".join(sentences)


def perform(action: BulkAction, member: Member, ids: list[str]) -> Outcome:
    """Do the action for each id that the member may act on. After a database error the first ones stay done."""
    rows, outcome = action.find(member, ids), Outcome()
    try:
        for public_id in ids:
            if public_id in rows and _perform_one(rows[public_id], action.verb):
                outcome.done.append(public_id)
            else:
                outcome.late += 1
    except DatabaseError:
        log.exception("Bulk action %s stopped after %d of %d.", action.verb, len(outcome.done), len(ids))
        outcome.interrupted = True
    return outcome


def _perform_one(row: Row, verb: str) -> bool:
    try:
        methodcaller(verb)(row)
    except NotOpen:
        return False
    return True


def _find_receptions(member: Member, ids: list[str]) -> dict[str, Row]:
    """The member's own live receptions, by public id, in the order of the ids."""
    receptions = Reception.objects.of(member).live().with_people()
    rows = receptions.filter(invitation__public_id__in=_well_formed(ids))
    for row in rows:
        row.member = member
    return _in_order(ids, {row.invitation.public_id: row for row in rows})


def _find_sent(member: Member, ids: list[str]) -> dict[str, Row]:
    """The member's own open invitations, by public id, in the order of the ids."""
    rows = Invitation.objects.sent_by(member).open().with_people().filter(public_id__in=_well_formed(ids))
    return _in_order(ids, {row.public_id: row for row in rows})


def _well_formed(ids: list[str]) -> list[str]:
    """Only the ids that are ASCII letters and digits; others never reach the database."""
    return [public_id for public_id in ids if public_id.isascii() and public_id.isalnum()]


def _in_order(ids: list[str], rows: dict[str, Row]) -> dict[str, Row]:
    return dict(sorted(rows.items(), key=lambda row: ids.index(row[0])))


def _late_message(number: int) -> str:
    return ngettext(
        "%(count)s invitation was no longer open.", "%(count)s invitations were no longer open.", number
    ) % {"count": number}  # fmt: skip


def _accepted_message(number: int) -> str:
    return ngettext(
        "You are connected with %(count)s more person.", "You are connected with %(count)s more people.", number
    ) % {"count": number}  # fmt: skip


def _ignored_message(number: int) -> str:
    return ngettext(
        "%(count)s invitation is in your archive. Nobody is told.",
        "%(count)s invitations are in your archive. Nobody is told.",
        number,
    ) % {"count": number}


def _restored_message(number: int) -> str:
    return ngettext(
        "%(count)s invitation is back in your inbox.", "%(count)s invitations are back in your inbox.", number
    ) % {"count": number}  # fmt: skip


def _withdrawn_message(number: int) -> str:
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


def _accept_consequences(member: Member, number: int) -> list[str]:
    if member.share_address:
        effect = ngettext(
            "They get an e-mail with your profile, your address, the number of your connections and some of "
            "their names. You can’t undo this.",
            "Each gets an e-mail with your profile, your address, the number of your connections and some of "
            "their names. You can’t undo this.",
            number,
        )
    else:
        effect = ngettext(
            "They get an e-mail with your profile, the number of your connections and some of their names, "
            "but not your address. You can’t undo this.",
            "Each gets an e-mail with your profile, the number of your connections and some of their names, "
            "but not your address. You can’t undo this.",
            number,
        )
    return [
        effect,
        _("You can remove a connection later; nobody is told."),
    ]


def _withdraw_consequences(member: Member, number: int) -> list[str]:
    return [
        ngettext(
            "It is removed wherever it is waiting; nobody is told.",
            "Each is removed wherever it is waiting; nobody is told.",
            number,
        ),
        ngettext(
            "You can’t undo this: to invite the same person again you’ll need their e-mail address, "
            "and it still counts as one of your invitations.",
            "You can’t undo this: to invite the same people again you’ll need their e-mail addresses, "
            "and each still counts as one of your invitations.",
            number,
        ),
    ]


ACCEPT = BulkAction(
    "accept", "received", gettext_lazy("Accept…"), gettext_lazy("Accept the selected…"),
    _accepted_message, _find_receptions, _accept_title, _accept_consequences,
)  # fmt: skip
IGNORE = BulkAction(
    "ignore", "received", gettext_lazy("Ignore"), gettext_lazy("Ignore the selected"), _ignored_message, _find_receptions,
)  # fmt: skip
RESTORE = BulkAction(
    "restore", "received", gettext_lazy("Move back to inbox"), gettext_lazy("Move back to inbox: the selected"),
    _restored_message, _find_receptions,
)  # fmt: skip
WITHDRAW = BulkAction(
    "withdraw", "sent", gettext_lazy("Withdraw…"), gettext_lazy("Withdraw the selected…"),
    _withdrawn_message, _find_sent, _withdraw_title, _withdraw_consequences, "danger",
)  # fmt: skip

ACTIONS = {action.verb: action for action in (ACCEPT, IGNORE, RESTORE, WITHDRAW)}
ACTIONS_BY_LIST = {"received": (ACCEPT, IGNORE), "archived": (ACCEPT, RESTORE), "sent": (WITHDRAW,)}
