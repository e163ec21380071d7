"""The pages on which a side of a story can stand: their names, paths and URLs."""

from __future__ import annotations

from network.demo.participants import find_invitation, find_member

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
"""“conversation” is the current invitation between the two, else the list of sent ones. A path is a page, too."""


def is_page(name: str) -> bool:
    return name in NAMES or name.startswith("/")


def page_url(who: str, other: str, page: str) -> str:
    """The URL of a page as this person sees it. Who has no account yet has nothing but a mailbox."""
    person, other_member = find_member(who), find_member(other)
    if person is None:
        return f"/demo/mail/{who}/"
    if page == "conversation":
        invitation = find_invitation(who, other)
        path = f"/invitations/{invitation.public_id}/" if invitation else PATHS["sent"]
    elif page.startswith("/"):
        path = page
    else:
        path = PATHS.get(page, "/").format(other=other_member.handle if other_member else other)
    return f"/as/{person.handle}{path}"
