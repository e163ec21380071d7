"""E-mails that are due, and rendering them alone."""

from __future__ import annotations

from functools import partial

from bench.measure import Call
from bench.pairs import Pairs
from invitations.models import Reception
from network import clock
from notifications import emails
from notifications.models import Outbox

LOADED = ("member", "invitation__sender", "invitation__recipient", "thread_message__author")
"""What the worker loads with a row."""


def queue_mails(pairs: Pairs, number: int) -> None:
    """So many e-mails about an invitation to its recipient, due now."""
    queue_for(pairs.received(number))


def queue_for(receptions: list[Reception]) -> list[Outbox]:
    now = clock.database_now()
    return Outbox.objects.bulk_create(
        Outbox(
            key=f"invitation:bench-{row.invitation_id}", kind="invitation", member=row.member, address=row.member.email,
            language=row.member.language, invitation=row.invitation, next_at=now,
        )
        for row in receptions
    )  # fmt: skip


def render(row: Outbox) -> bytes:
    """The e-mail as it goes to the server."""
    return emails.build(row).message().as_bytes()


class Rendering:
    """Renders the same loaded e-mails again and again, without a database."""

    def __init__(self, pairs: Pairs, number: int) -> None:
        keys = [row.pk for row in queue_for(pairs.received(number))]
        self.rows = list(Outbox.objects.filter(pk__in=keys).select_related(*LOADED))
        Outbox.objects.filter(pk__in=keys).update(status=Outbox.Status.CANCELLED, next_at=None)

    def calls(self, number: int) -> list[Call]:
        chosen = (self.rows * (number // len(self.rows) + 1))[:number]
        return [partial(render, row) for row in chosen]
