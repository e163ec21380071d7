"""The statements of sending and accepting that the ORM compiles once (`network/common/prepared`)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import F, IntegerField, QuerySet
from django.db.models.lookups import LessThan

from network.common.prepared.reading import Select, SelectAndTest
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Update
from network.common.recent_times import Length, TimeAdded

NOT_READ = [
    *("note", "delivered_at", "last_delivered_at", "last_requested_at", "reminders_from", "next_reminder_at"),
    *(f"invitation__{name}" for name in ("note", "reason", "sent_at", "last_proposed_at")),
    *(
        f"invitation__sender__{name}"
        for name in ("password", "last_login", "link_sent_at", "joined_at", "is_superuser")
    ),
    *(
        f"invitation__sender__{name}"
        for name in ("headline", "location", "about", "search_text", "sort_key", "is_staff")
    ),
]
"""What the recipient's verbs but reporting do not look at: they are fetched when somebody asks for them."""


def _rows(model: str) -> Any:
    return apps.get_model("invitations", model).objects


def _one_verb_more() -> tuple[QuerySet[Any], dict[str, Any]]:
    room = LessThan(Length("recent"), Slot("limit", IntegerField()))
    recent = TimeAdded("recent", Slot("since"), Slot("now"))
    return _rows("RecentVerbs").filter(room, member=Slot("member")), {"recent": recent}


def _one_unit_more() -> tuple[QuerySet[Any], dict[str, Any]]:
    room = LessThan(Length("recent"), F("weekly_limit"))
    rows = _rows("Allowance").filter(room, member=Slot("member"), used__lt=F("limit"), restricted_at=None)
    recent = TimeAdded("recent", Slot("since"), Slot("now"))
    return rows, {"used": F("used") + 1, "recent": recent}


def _known_and_blocks() -> tuple[QuerySet[Any], QuerySet[Any]]:
    sender, recipient = Slot("sender"), Slot("recipient")
    by_name = _rows("Invitation").filter(low=Slot("low"), high=Slot("high"))
    received = _rows("Reception").filter(member=sender, sender=recipient, ended_at=None)
    blocks = _rows("Block").filter(blocker=sender, blocked=recipient).standing()
    return _rows("Invitation").in_either(by_name, received), blocks


def _live_reception() -> Any:
    own = _rows("Reception").filter(member=Slot("member"), pk=Slot("pk"))
    return own.live().locked_with_invitation().defer(*NOT_READ)


def _live_reception_by_name() -> Any:
    own = _rows("Reception").filter(member=Slot("member"), invitation__public_id=Slot("public_id"))
    return own.live().filter(invitation__address="").locked_with_invitation().defer(*NOT_READ)


count_verb = Update(_one_verb_more)
"""Counts a verb of `member` at `now`, if the list of those after `since` has room below `limit`."""

spend_unit = Update(_one_unit_more)
"""Spends a unit of `member` at `now`, who is not restricted, if both limits have room; so the row is locked."""

known_and_blocked = SelectAndTest(_known_and_blocks)
"""What `known_between` returns, and whether the sender blocks the recipient."""

lock_live_reception = Select(_live_reception)
"""The member's live reception and its invitation, locked, with the sender."""

lock_live_reception_by_name = Select(_live_reception_by_name)
"""The same, by the public id of an invitation without an address."""
