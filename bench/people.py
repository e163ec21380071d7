"""Members of a generated network, and rows for them, made by the project's own verbs."""

from __future__ import annotations

from invitations.models import Allowance, Invitation
from invitations.worker import delivery
from network.members.models import Member

NOTE = "We met at the fair, and your talk on paper was a joy. Shall we stay in touch?"
ENOUGH = 1_000_000


def hub(number: int = 0) -> Member:
    """One of the five members with the most connections."""
    return Member.objects.get(handle=f"g1-{number}")


def typical(members: int) -> Member:
    """A member with about as many connections as most."""
    return Member.objects.get(handle=f"g1-{members // 2}")


def allow_everything() -> None:
    """No allowance stops a measurement."""
    Allowance.objects.update(limit=ENOUGH, weekly_limit=ENOUGH)


def fill_lists(member: Member, number: int) -> None:
    """So many invitations in the inbox of this member, as many in the archive and as many sent; one in four has a note."""
    allow_everything()
    free = list(
        Member.objects.exclude(pk=member.pk).exclude(pk__in=_related(member)).order_by("-pk")[: 3 * number]
    )
    received, archived, sent = free[:number], free[number : 2 * number], free[2 * number :]
    for position, other in enumerate([*received, *archived]):
        Invitation.objects.send(other, member, NOTE if position % 4 == 0 else "")
    for position, other in enumerate(sent):
        Invitation.objects.send(member, other, NOTE if position % 4 == 0 else "")
    delivery.deliver_all()
    for reception in member.receptions.filter(sender__in=archived).select_related(
        "invitation__sender", "member"
    ):
        reception.ignore()


def _related(member: Member) -> set[int]:
    """Members who are connected with this one, or with whom there is an invitation."""
    keys = set(member.connections.values_list("other", flat=True))
    for pair in Invitation.objects.filter(sender=member).values_list("sender", "recipient"):
        keys.update(pair)
    for pair in Invitation.objects.filter(recipient=member).values_list("sender", "recipient"):
        keys.update(pair)
    return keys
