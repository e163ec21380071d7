"""The addresses of the URLs whose statuses bin/page_catalogue lists, and what is posted to them.

Anna has invited Bruno; `tests/authz/conftest.py` has one person for each role.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from bin.page_catalogue import CATALOGUE
from bin.page_catalogue.definitions import ALLAUTH, METHODS, ROLES
from invitations.join_links import join_token
from invitations.models import Batch, Invitation, JoinLinkUse
from invitations.tokens import accept_token, card_token, not_me_token, report_token
from network.members.accounts.signup_link import SignupLink
from network.members.imports.welcome import welcome_token
from network.members.models import ImportedPerson, Member
from notifications.models import CapturedEmail
from notifications.tokens import unsubscribe_token

__all__ = ["ALLAUTH_NAMES", "FORM", "METHODS", "ROLES", "TABLE", "arguments", "path", "paths", "url_names"]

TABLE = [url for url in CATALOGUE.values() if url.statuses]
ALLAUTH_NAMES = [url.name for url in CATALOGUE.values() if url.access_tested_in == ALLAUTH]
UNKNOWN_ID = "A" * 16
FORM = {
    "name": "New Name", "language": "en", "time_zone": "UTC", "invitable_by": "everybody",
    "note": "Good day", "reason": "other", "message": "Good day", "email": "somebody@example.net",
    "action": "withdraw",
}  # fmt: skip
"""Fields of all forms of the site; each view ignores those of the others."""


def url_names() -> set[str]:
    """The names of all URLs of the site, with their namespaces."""
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _names(pattern.url_patterns, namespace + inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def paths(invitation: Invitation, recipient: Member) -> dict[str, str]:
    """URL name → path of every URL of the table, for this invitation, its recipient and the first e-mail to them."""
    values = arguments(invitation, recipient)
    return {url.name: path(url.name, values) for url in TABLE}


def path(name: str, values: dict[str, list[Any]]) -> str:
    """The path of a URL of the catalogue, with its arguments out of `values`."""
    argument = CATALOGUE[name].argument
    return reverse(name, args=values[argument] if argument else [])


def _imported() -> ImportedPerson:
    values = {"name": "Ida Importata", "public_id": "1" * 16}
    return ImportedPerson.objects.get_or_create(address="imported@example.net", defaults=values)[0]


def arguments(invitation: Invitation, recipient: Member) -> dict[str, list[Any]]:
    """`Url.argument` → the arguments of the URL; those of an object that does not exist are unknown ones."""
    export = recipient.exports.first()
    batch = Batch.objects.of(invitation.sender).order_by("-pk").first()
    to_join = Invitation.objects.exclude(join_invitation=None).order_by("pk").first() or invitation
    use = JoinLinkUse.objects.order_by("pk").first()
    return {
        "recipient": [recipient.handle],
        "invitation": [invitation.public_id],
        "photo": [recipient.photo or "none"],
        "digest": ["0" * 32],
        "legal page": ["imprint"],
        "session": ["0" * 32],
        "export": [export.public_id if export else UNKNOWN_ID],
        "batch": [batch.public_id if batch else UNKNOWN_ID],
        "email": [CapturedEmail.objects.of(recipient).order_by("sent_at", "pk")[0].public_id],
        "accept token": [accept_token(invitation, recipient)],
        "signup token": [SignupLink.make("new.comer@example.com", "en").token],
        "join token": [join_token(to_join, "en", "1" * 32)],
        "welcome token": [welcome_token(_imported(), "en")],
        "card token": [card_token(to_join, "en")],
        "not me token": [not_me_token(use) if use else "none"],
        "report token": [report_token(invitation, None, "en")],
        "unsubscribe token": [unsubscribe_token(recipient.pk, "reminders")],
        "confirmation key": ["a-key"],
        "reset key": ["0", "a-key"],
        "passkey": [UNKNOWN_ID],
    }
