"""Sample data for the style guide: unsaved members and invitations in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message as FlashMessage
from django.utils.translation import gettext as _

from invitations.actions import block_member_action, unblock_member_action
from invitations.forms import InviteForm
from invitations.lists.bulk import ACTIONS_BY_LIST
from invitations.lists.cards import received_texts, sent_messages
from invitations.lists.choices import received_choices, sent_choices
from invitations.models import BatchLine, Invitation, Message, Reception
from invitations.models.invitation import new_public_id
from network import clock
from network.demo import demo_data
from network.members.models import Member, MutualConnections
from network.members.people.forms import SettingsForm

FIRST_UNSAVED_PK = 2**31
_MESSAGE_LEVELS = [
    (constants.SUCCESS, "#"),
    (constants.INFO, ""),
    (constants.WARNING, ""),
    (constants.ERROR, ""),
]


def styleguide_context() -> dict[str, Any]:
    """The context of the style guide's template."""
    members = [_member(number) for number in range(8)]
    sender = members[0]
    invalid_form = InviteForm(
        {"note": "…" * 400, "reason": "enemy", "email": "no address"},
        sender=sender,
        recipient=members[1],
        address_label=_("To invite %(name)s, enter the e-mail address that you know them by.")
        % {"name": members[1].name},
    )
    return {
        "people": members,
        "shared": MutualConnections.of(4, members[2:5]),
        "members": [
            {
                "person": member,
                "degree": degree,
                "shared": MutualConnections.of(4, members[2:5]),
                "field_values": (),
            }
            for degree, member in enumerate(members[:3], 1)
        ],
        "connections": [
            {
                "person": members[3],
                "since": clock.now(),
                "block": block_member_action(members[3]),
                "field_values": (),
            }
        ],
        "received": [_received_card(sender, place, **state) for place, state in _STATES],
        "sent": [
            *(_sent_card(sender, members[1], status) for status in Invitation.Status),
            _sent_card(sender, None, Invitation.Status.OPEN),
        ],
        "rows": [
            {"person": members[0], "href": "#main", "text": members[0].headline},
            {
                "person": None,
                "name": "giulia@example.net",
                "href": "#main",
                "text": Invitation.Status.OPEN.label,
            },
        ],
        "news": [
            _response(sender, member, status)
            for member, status in ((members[1], "accepted"), (members[2], "open"))
        ],
        "answered": _answered(members[3]),
        "bulk_actions": ACTIONS_BY_LIST["received"],
        "counts": {"received": "99+", "archived": "4", "sent": "12"},
        "thread": _thread(members[:2]),
        "form": invalid_form,
        "valid_form": SettingsForm(instance=sender),
        "notices": [_flash_message(level, undo_url) for level, undo_url in _MESSAGE_LEVELS],
        "batch_states": BatchLine.State.choices,
        "blocked_actions": [block_member_action(members[6])],
        "blocked": {"person": members[5], "since": clock.now(), "action": unblock_member_action(members[5])},
        "alternatives": [
            {"id": name, "url": "#main"} for name in ("reauthenticate", "mfa_reauthenticate", "webauthn")
        ],
    }


_STATES: list[tuple[str, dict[str, Any]]] = [
    (Reception.Place.INBOX, {}),
    (Reception.Place.ARCHIVE, {}),
    (Reception.Place.ARCHIVE, {"refused": True}),
]


def _member(number: int) -> Member:
    person = demo_data.PEOPLE[number]
    return Member(pk=FIRST_UNSAVED_PK + number + 1, **person._asdict() | {"email": person.email})


def _invitation(sender: Member, recipient: Member | None, status: str) -> Invitation:
    sent = clock.now() - timedelta(days=3)
    return Invitation(
        public_id=new_public_id(), sender=sender, recipient=recipient, status=status, sent_at=sent,
        last_proposed_at=sent, note=demo_data.WAITING[1].text, reason=Invitation.Reason.BUSINESS,
        address="" if recipient else "giulia@example.net",
    )  # fmt: skip


def _received_card(sender: Member, place: str, refused: bool = False) -> dict[str, Any]:
    viewer = Member(pk=FIRST_UNSAVED_PK, handle="reader", name="Reader")
    now = clock.now()
    reception = Reception(
        invitation=_invitation(sender, viewer, Invitation.Status.OPEN), member=viewer, sender=sender,
        place=place, note=demo_data.WAITING[1].text, last_delivered_at=now,
        archived_at=now if place == Reception.Place.ARCHIVE else None, refused_at=now if refused else None,
    )  # fmt: skip
    return {
        "reception": reception,
        "person": sender,
        "degree": 2,
        "choices": received_choices(reception),
        "can_select": not refused,
        "receipt": reception.receipt,
        **received_texts(reception, MutualConnections(4)),
    }


def _answered(sender: Member) -> Reception:
    reception: Reception = _received_card(sender, Reception.Place.INBOX)["reception"]
    reception.news_at = clock.now()
    return reception


def _sent_card(sender: Member, recipient: Member | None, status: str) -> dict[str, Any]:
    invitation = _invitation(sender, recipient, status)
    return {
        "invitation": invitation,
        "choices": sent_choices(invitation),
        "newest": sent_messages(
            invitation, [{"kind": Message.Kind.REPLY, "text": demo_data.REPLIED[4].text}]
        ),
        "replied_at": None,
        "can_select": invitation.is_open,
    }


def _response(sender: Member, recipient: Member, status: str) -> Invitation:
    invitation = _invitation(sender, recipient, status)
    invitation.news_at = clock.now()
    return invitation


def _flash_message(level: int, undo_url: str) -> FlashMessage:
    return FlashMessage(level, _("One sentence, and where it can be undone a button."), extra_tags=undo_url)


def _thread(authors: list[Member]) -> list[Message]:
    texts = [step.text for step in demo_data.REPLIED[4:6]]
    return [
        Message(author=author, text=text, kind=Message.Kind.REPLY, at=clock.now())
        for author, text in zip(authors, texts, strict=True)
    ]
