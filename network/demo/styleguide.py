"""Every component in every state, made of people and invitations that are nowhere saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message as Notice
from django.utils.translation import gettext as _

from invitations.actions import unblock_member_action
from invitations.forms import InviteForm
from invitations.lists.bulk import ACTIONS_BY_LIST
from invitations.models import BatchLine, Invitation, Message, Reception
from invitations.models.invitation import new_public_id
from network import clock
from network.demo import demo_data
from network.members.models import Member, MutualConnections
from network.members.people.forms import SettingsForm

READER = 2**31
_NOTICES = [(constants.SUCCESS, "#"), (constants.INFO, ""), (constants.WARNING, ""), (constants.ERROR, "")]


def specimens() -> dict[str, Any]:
    """What the style page shows, by the names that its template uses."""
    people = [_person(number) for number in range(8)]
    asker = people[0]
    wrong = InviteForm(
        {"note": "…" * 400, "reason": "enemy", "email": "no address"},
        sender=asker,
        recipient=people[1],
        gate=_("To invite %(name)s, enter the e-mail address that you know them by.")
        % {"name": people[1].name},
    )
    return {
        "people": people,
        "shared": MutualConnections(4, people[2:5]),
        "received": [_card(asker, place, **state) for place, state in _STATES],
        "sent": [_sent(asker, people[1], status) for status in Invitation.Status],
        "typed": _sent(asker, None, Invitation.Status.OPEN),
        "news": [_news(asker, *each) for each in ((people[1], "accepted"), (people[2], "open"))],
        "choices": ACTIONS_BY_LIST["received"],
        "thread": _thread(people[:2]),
        "form": wrong,
        "filled": SettingsForm(instance=asker),
        "notices": [_notice(*each) for each in _NOTICES],
        "lines": BatchLine.State.choices,
        "blocked": {"person": people[5], "since": clock.now(), "action": unblock_member_action(people[5])},
        "ways": [{"id": way, "url": "#main"} for way in ("reauthenticate", "mfa_reauthenticate", "webauthn")],
    }


_STATES: list[tuple[str, dict[str, Any]]] = [
    (Reception.Place.INBOX, {}),
    (Reception.Place.ARCHIVE, {}),
    (Reception.Place.ARCHIVE, {"refused": True}),
]


def _person(number: int) -> Member:
    person = demo_data.PEOPLE[number]
    return Member(pk=READER + number + 1, **person._asdict() | {"email": person.email})


def _invitation(sender: Member, recipient: Member | None, status: str) -> Invitation:
    sent = clock.now() - timedelta(days=3)
    return Invitation(
        public_id=new_public_id(), sender=sender, recipient=recipient, status=status, sent_at=sent,
        last_proposed_at=sent, note=demo_data.WAITING[1].text, reason=Invitation.Reason.BUSINESS,
        address="" if recipient else "giulia@example.net",
    )  # fmt: skip


def _card(sender: Member, place: str, refused: bool = False) -> dict[str, Any]:
    reader = Member(pk=READER, handle="reader", name="Reader")
    now = clock.now()
    reception = Reception(
        invitation=_invitation(sender, reader, Invitation.Status.OPEN), member=reader, sender=sender,
        place=place, note=demo_data.WAITING[1].text, arrived_at=now, refused_at=now if refused else None,
    )  # fmt: skip
    return {"reception": reception, "person": sender, "degree": 2, "actions": reception.actions_for(reader)}


def _sent(sender: Member, recipient: Member | None, status: str) -> dict[str, Any]:
    invitation = _invitation(sender, recipient, status)
    return {"invitation": invitation, "actions": invitation.actions_for(sender)}


def _news(sender: Member, recipient: Member, status: str) -> Invitation:
    invitation = _invitation(sender, recipient, status)
    invitation.news_at = clock.now()
    return invitation


def _notice(level: int, undo: str) -> Notice:
    return Notice(level, _("One sentence, and where it can be undone a button."), extra_tags=undo)


def _thread(people: list[Member]) -> list[Message]:
    texts = [step.text for step in demo_data.REPLIED[4:6]]
    return [
        Message(author=person, text=text, kind=Message.Kind.REPLY, at=clock.now())
        for person, text in zip(people, texts, strict=True)
    ]
