"""The floor of the inbox: raw SQL through the driver, and strings that are joined, for the same bytes as the page.

It runs behind the same middleware, so session and member are read as for any page. It has no template, no form, no object
of a model and no translated sentence: what surrounds the values is cut out of the real page when a measurement begins.
"""

from __future__ import annotations

import re
from html import escape
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from bench.driver import for_driver, iso_minutes, raw_cursor

ROWS = """
SELECT m.id, i.public_id, m.name, m.short_name, m.handle, m.headline, m.photo, r.note, r.last_delivered_at, i.reason,
    (SELECT t.text FROM invitations_message t WHERE t.invitation_id = i.id ORDER BY t.number DESC LIMIT 1)
FROM invitations_reception r
JOIN invitations_invitation i ON i.id = r.invitation_id
JOIN members_member m ON m.id = r.sender_id
WHERE r.member_id = %s AND r.place = 'inbox' AND r.ended_at IS NULL AND i.status = 'open' AND m.is_active
ORDER BY r.last_delivered_at DESC, r.invitation_id DESC LIMIT 21"""
SHARED = """
SELECT theirs.owner_id, COUNT(*)
FROM members_connection theirs
JOIN members_connection own ON own.owner_id = %s AND own.other_id = theirs.other_id
JOIN members_member m ON m.id = theirs.other_id AND m.is_active
WHERE theirs.owner_id IN ({}) GROUP BY theirs.owner_id"""
COUNT_RECEIVED = """
(SELECT COUNT(*) FROM (SELECT 1 FROM invitations_reception r
    JOIN invitations_invitation i ON i.id = r.invitation_id JOIN members_member m ON m.id = r.sender_id
    WHERE r.member_id = %s AND r.place = '{}' AND r.ended_at IS NULL AND i.status = 'open' AND m.is_active LIMIT 100) c)"""
COUNT_SENT = """
(SELECT COUNT(*) FROM (SELECT 1 FROM invitations_invitation WHERE sender_id = %s LIMIT 100) c)"""
COUNTS = f"SELECT {COUNT_RECEIVED.format('inbox')}, {COUNT_RECEIVED.format('archive')}, {COUNT_SENT}"
CARD = re.compile(r'<article class="card.*?</article>', re.DOTALL)
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
Values = tuple[str, ...]


class InboxFloor:
    """Made from the real page of a member; `render` gives the same page again. Raises `ValueError` where it does not."""

    def __init__(self, page: str, member_id: int) -> None:
        self.member_id = member_id
        found = CARD.findall(page)
        rows = read_rows(member_id)
        if not found or len(found) != len(rows):
            raise ValueError(f"the page has {len(found)} cards, the floor {len(rows)}")
        self.between = [TOKEN.split(part) for part in CARD.split(page)]
        self.cards = [cut(card, values) for card, values in zip(found, rows, strict=True)]
        if TOKEN.sub(r"\1", self.render("")) != TOKEN.sub(r"\1", page):
            raise ValueError("the floor is not the page")

    def render(self, token: str) -> str:
        rows = read_rows(self.member_id)
        first, *others = [join_token(parts, token) for parts in self.between]
        cards = [
            "".join([part if isinstance(part, str) else values[part] for part in parts])
            for parts, values in zip(self.cards, rows, strict=True)
        ]
        return first + "".join(chain.from_iterable(zip(cards, others, strict=True)))


def read_rows(member_id: int) -> list[Values]:
    """The values of each card, escaped. The counts and shared connections are read as the page reads them."""
    cursor = raw_cursor()
    rows = cursor.execute(for_driver(ROWS), (member_id,)).fetchall()[:20]
    senders = [row[0] for row in rows]
    shared = SHARED.format(", ".join(["%s"] * len(senders)))
    counts = dict(cursor.execute(for_driver(shared), (member_id, *senders)).fetchall()) if rows else {}
    cursor.execute(for_driver(COUNTS), (member_id,) * 3).fetchone()
    return [
        (
            escape(public_id), escape(name), escape(short_name), escape(handle), escape(headline), escape(photo or ""),
            escape(note), escape(iso_minutes(delivered_at)), escape(reason), escape(text or ""), f"{counts.get(sender, 0)} shared",
        )
        for sender, public_id, name, short_name, handle, headline, photo, note, delivered_at, reason, text in rows
    ]  # fmt: skip


def cut(card: str, values: Values) -> list[str | int]:
    """The card as pieces of text, and the positions of the values that stand between them."""
    positions = {value: position for position, value in enumerate(values) if value}
    longest_first = sorted(positions, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
    return [positions.get(piece, piece) for piece in pattern.split(card) if piece]


def join_token(parts: list[str], token: str) -> str:
    """The text between two cards; `parts` comes from `TOKEN.split`, with the group that precedes each token."""
    first, *others = parts
    return first + "".join(
        f"{name}{token}{rest}" for name, rest in zip(others[::2], others[1::2], strict=True)
    )


current: InboxFloor | None = None
"""The one that `inbox` shows."""


def show(page: str, member_id: int) -> None:
    global current
    current = InboxFloor(page, member_id)


def inbox(request: HttpRequest) -> HttpResponse:
    assert current is not None
    return HttpResponse(current.render(get_token(request)))
