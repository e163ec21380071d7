"""The verbs of stories: the URL of each one's view, and the fields of its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from network.demo.participants import find_invitation, find_member
from network.demo.stories.schema import Action
from notifications.models import EmailPreferences

SWITCHES = [name for name in EmailPreferences.SWITCHES if name != "none"]
ALL_EMAILS = "everything"
"""In `off`: no e-mail at all but account mail."""


@dataclass(frozen=True)
class Verb:
    """`about` is what the URL names: the other member, the current invitation of the two, or nothing.

    `form_page` is the page with the form (see `pages.py`); empty where the view has a page of its own.
    """

    url: str
    about: Literal["member", "invitation", "nothing"]
    fields: tuple[str, ...] = ()
    form_page: str = "conversation"


VERBS = {
    "invite": Verb("invitations:send", "member", ("note", "reason", "email"), ""),
    "invite_by_email": Verb("invitations:send_by_email", "nothing", ("email", "note", "reason"), ""),
    "follow_up": Verb("invitations:follow_up", "invitation", ("note",)),
    "message": Verb("invitations:message", "invitation", ("message",)),
    "use_another_address": Verb("invitations:use_another_address", "invitation", ("email", "note"), ""),
    "withdraw": Verb("invitations:withdraw", "invitation"),
    "accept": Verb("invitations:accept", "invitation"),
    "reply": Verb("invitations:reply", "invitation", ("message",)),
    "ignore": Verb("invitations:ignore", "invitation"),
    "restore": Verb("invitations:restore", "invitation"),
    "unknown": Verb("invitations:unknown", "invitation", (), "archived"),
    "take_back_unknown": Verb("invitations:take_back_unknown", "invitation", (), "archived"),
    "report": Verb("invitations:report", "invitation", ("reason", "comment"), ""),
    "block": Verb("invitations:block", "member", (), "profile"),
    "unblock": Verb("invitations:unblock", "member", (), "blocked"),
    "remove": Verb("members:remove_connection", "member", (), "profile"),
    "email_settings": Verb("notifications:preferences", "nothing", (), ""),
    "etiquette": Verb("invitations:etiquette", "nothing", (), ""),
}
JOIN = "join"
"""Somebody who is no member opens an account with the link of the newest e-mail; no page of a member does it."""
JOIN_FIELDS = ("name",)
VERB_OF_URL = {verb.url: name for name, verb in VERBS.items()}


def fields_of(verb: str) -> tuple[str, ...]:
    return JOIN_FIELDS if verb == JOIN else VERBS[verb].fields


def path_of(action: Action) -> str:
    """The path of the verb's view, without the prefix of the persona. Raises `LookupError` if there is nothing to do it to."""
    verb = VERBS[action.verb]
    if verb.about == "nothing":
        return reverse(verb.url)
    if verb.about == "member":
        other = find_member(action.to)
        return reverse(verb.url, args=[other.handle if other else action.to])
    invitation = find_invitation(action.who, action.to)
    if invitation is None:
        raise LookupError(f"there is no invitation between {action.who} and {action.to}")
    return reverse(verb.url, args=[invitation.public_id])


def post_data(action: Action) -> dict[str, str]:
    """The form as it is posted."""
    if action.verb == "email_settings":
        names = (
            ["none"] if ALL_EMAILS in action.off else [name for name in SWITCHES if name not in action.off]
        )
        return dict.fromkeys(names, "on")
    return dict(action.fields)
