"""The pages on which a side of a story can stand: their names and paths, and who looks at them."""

from __future__ import annotations

from django.db.models import Q

from invitations.models import Invitation
from network.members.models import Member

PATHS = {
    "home": "/",
    "received": "/invitations/",
    "archived": "/invitations/archived/",
    "sent": "/invitations/sent/",
    "connections": "/connections/",
    "mail": "/mail/",
    "preferences": "/settings/email/",
    "blocked": "/settings/blocked/",
    "by_email": "/invitations/by-email/",
    "etiquette": "/invitations/etiquette/",
    "profile": "/members/{other}/",
    "invite": "/members/{other}/invite/",
}
NAMES = (*PATHS, "conversation")
"""“conversation” is the page of the newest invitation between the two. A path such as “/members/” is a page, too."""


LIVE = (Invitation.Status.OPEN, Invitation.Status.ACCEPTED)


def is_page(name: str) -> bool:
    return name in NAMES or name.startswith("/")


def find_member(who: str) -> Member | None:
    """The member with this handle, or who has verified this address."""
    members = Member.objects.joined()
    member: Member | None = (
        Member.objects.with_address(who) if "@" in who else members.filter(handle=who).first()
    )
    return member


def page_url(who: str, other: str, page: str) -> str:
    """The URL of a page as this person sees it. Who has no account yet has nothing but a mailbox."""
    person, other_member = find_member(who), find_member(other)
    if person is None:
        return f"/demo/mail/{who}/"
    if page == "conversation":
        path = conversation_path(person, other_member, "" if other_member else other)
    elif page.startswith("/"):
        path = page
    else:
        path = PATHS.get(page, "/").format(other=other_member.handle if other_member else other)
    return f"/as/{person.handle}{path}"


def conversation_path(person: Member, other: Member | None, address: str = "") -> str:
    """The path of the invitation between the two that this person can see, else of the list of sent ones."""
    newest = newest_invitation(person, other, address)
    return f"/invitations/{newest.public_id}/" if newest else PATHS["sent"]


def newest_invitation(person: Member, other: Member | None, address: str = "") -> Invitation | None:
    """The newest invitation that the person has sent the other or received, open and accepted ones first.

    `address` is that of another who is no member.
    """
    rows = Q(sender=person, recipient=None, address=address) if address else Q(pk=None)
    if other:
        rows |= Q(sender=person, recipient=other) | Q(sender=person, address__in=other.addresses())
        rows |= Q(sender=other, reception__member=person)
    newest_first = Invitation.objects.filter(rows).order_by("-sent_at", "-pk")
    return min(newest_first, key=lambda row: row.status not in LIVE, default=None)
