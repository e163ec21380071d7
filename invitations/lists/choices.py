"""The buttons of a card and what each of them does, made once for all cards of one kind and filled in for each.

The texts of a card depend on few facts besides names and keys, but making them takes longer than anything else on a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markupsafe import escape

from invitations import actions, policy
from invitations.models import Invitation, Reception
from network import clock
from network.common.cards import macro
from network.common.text import isolate
from network.members.models import Member

KEY, FIRST, LABEL_FIRST, LABEL_REST, LABEL_NAME = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Stand in the texts of a kind of card in place of the key of the invitation, of the short name of the other member, and of
their names, isolated, in the labels of buttons. `LABEL_FIRST` and `LABEL_REST` together are a name that begins with the short
name. All are letters for private use, which stand in no text of ours."""


class Choices(NamedTuple):
    """The buttons of a card, and the consequences that describe them, as HTML."""

    buttons: SafeString
    consequences: SafeString

    def __bool__(self) -> bool:
        return bool(self.buttons)


@dataclass(frozen=True)
class ReceivedKind:
    """All that the choices of a received card depend on but names and key."""

    verbs: tuple[str, ...]
    is_archived: bool
    is_refused: bool
    shares_address: bool
    begins_alike: bool
    minutes: int

    def actions(self) -> list[actions.Action]:
        sender, now = Member(short_name=FIRST), clock.now()
        reception = Reception(
            sender=sender,
            member=Member(share_address=self.shares_address),
            invitation=Invitation(public_id=KEY, sender=sender),
            archived_at=now if self.is_archived else None,
            refused_at=now if self.is_refused else None,
        )
        name = LABEL_FIRST + LABEL_REST if self.begins_alike else LABEL_NAME
        return actions.make_recipient_actions(self.verbs, reception, {"name": name, "first": LABEL_FIRST})


@dataclass(frozen=True)
class SentKind:
    """All that the choices of a sent card depend on but names and key: nothing of the recipient's half."""

    verbs: tuple[str, ...]
    is_to_member: bool

    def actions(self) -> list[actions.Action]:
        recipient = Member(short_name=FIRST) if self.is_to_member else None
        invitation = Invitation(public_id=KEY, recipient=recipient)
        return actions.make_sender_actions(self.verbs, invitation, LABEL_NAME)


def received_choices(reception: Reception) -> Choices:
    """The choices of the recipient; the same as the buttons of `recipient_actions`."""
    names = actions.names_of(reception.sender)
    kind = ReceivedKind(
        actions.recipient_verbs(reception),
        reception.archived_at is not None,
        reception.refused_at is not None,
        reception.member.share_address,
        names["name"].startswith(names["first"]),
        policy.current().take_back_minutes,
    )
    return _filled(
        kind, reception.invitation.public_id, reception.sender.get_short_name(), names["name"], names["first"]
    )


def sent_choices(invitation: Invitation) -> Choices:
    """The choices of the sender; the same as the buttons of `sender_actions`."""
    kind = SentKind(actions.sender_verbs(invitation), invitation.recipient is not None)
    first = invitation.recipient.get_short_name() if invitation.recipient else ""
    return _filled(kind, invitation.public_id, first, isolate(invitation.to))


def _filled(kind: ReceivedKind | SentKind, key: str, first: str, name: str, label_first: str = "") -> Choices:
    values = {
        "key": key,
        "first": escape(first),
        "label_first": escape(label_first),
        "label_name": escape(name),
    }
    buttons, consequences = _templates(kind, get_language(), get_script_prefix())
    return Choices(mark_safe(buttons % values), mark_safe(consequences % values))  # noqa: S308  values are escaped


@lru_cache(maxsize=1024)
def _templates(kind: ReceivedKind | SentKind, _language: str | None, _script_prefix: str) -> tuple[str, str]:
    """Buttons and consequences with %(key)s and so on."""
    made = kind.actions()
    return _with_slots(macro("parts", "choices")(made)), _with_slots(macro("parts", "consequences")(made))


def _with_slots(html: str) -> str:
    text = str(html).replace("%", "%%").replace(LABEL_FIRST + LABEL_REST, "%(label_name)s")
    for placeholder, slot in _SLOTS.items():
        text = text.replace(placeholder, slot)
    return text


_SLOTS: Mapping[str, str] = {
    KEY: "%(key)s",
    FIRST: "%(first)s",
    LABEL_FIRST: "%(label_first)s",
    LABEL_NAME: "%(label_name)s",
}
