"""Who gets which answer where: Anna has invited Bruno, and everybody asks for what is his or theirs.

A method without a line is not allowed: 405, or the way to the login for a stranger to the house. HEAD answers as GET.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from invitations.models import Invitation
from invitations.tokens import accept_token
from network.members.models import Member
from notifications.models import CapturedEmail
from notifications.tokens import unsubscribe_token

ROLES = ("anonymous", "stranger", "sender", "recipient", "connection", "restricted", "staff")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")

TABLE = """
#                                      anonym strang sender recip. connec restri staff
home                             GET      200    200    200    200    200    200   200
healthz                          GET      200    200    200    200    200    200   200
readyz                           GET      200    200    200    200    200    200   200
members:directory                GET      302    200    200    200    200    200   200
members:profile                  GET      302    200    200    200    200    200   200
members:connections              GET      302    200    200    200    200    200   200
members:remove_connection        POST     302    302    302    302    302    302   302
members:edit_profile             GET      302    200    200    200    200    200   200
members:edit_profile             POST     302    302    302    302    302    302   302
members:settings                 GET      302    200    200    200    200    200   200
members:settings                 POST     302    302    302    302    302    302   302

invitations:block                POST     302    302    302    302    302    302   302
invitations:unblock              POST     302    302    302    302    302    302   302
invitations:blocked              GET      302    200    200    200    200    200   200
invitations:received             GET      302    200    200    200    200    200   200
invitations:archived             GET      302    200    200    200    200    200   200
invitations:sent                 GET      302    200    200    200    200    200   200
invitations:ask_for_more         GET      302    200    200    200    200    200   200
invitations:ask_for_more         POST     302    302    302    302    302    302   302
invitations:etiquette            GET      302    200    200    200    200    200   200
invitations:etiquette            POST     302    302    302    302    302    302   302
invitations:send                 GET      302    200    302    302    302    200   200
invitations:send                 POST     302    302    302    302    302    302   302
invitations:send_by_email        GET      302    200    200    200    200    200   200
invitations:send_by_email        POST     302    302    302    302    302    302   302

invitations:detail               GET      302    404    200    200    404    404   404
invitations:accept               POST     302    404    404    302    404    404   404
invitations:reply                POST     302    404    404    302    404    404   404
invitations:ignore               POST     302    404    404    302    404    404   404
invitations:restore              POST     302    404    404    302    404    404   404
invitations:unknown              POST     302    404    404    302    404    404   404
invitations:take_back_unknown    POST     302    404    404    302    404    404   404
invitations:report               GET      302    404    404    200    404    404   404
invitations:report               POST     302    404    404    302    404    404   404
invitations:message              POST     302    404    302    404    404    404   404
invitations:follow_up            POST     302    404    302    404    404    404   404
invitations:withdraw             POST     302    404    302    404    404    404   404
invitations:accept_from_email    GET      200    200    200    200    200    200   200
invitations:accept_from_email    POST     302    302    302    302    302    302   302

notifications:preferences        GET      302    200    200    200    200    200   200
notifications:preferences        POST     302    302    302    302    302    302   302
notifications:unsubscribe        GET      200    200    200    200    200    200   200
notifications:unsubscribe        POST     200    200    200    200    200    200   200
notifications:mailbox            GET      302    200    200    200    200    200   200
notifications:message            GET      302    404    404    200    404    404   404
notifications:message_html       GET      302    404    404    200    404    404   404
notifications:message_source     GET      302    404    404    200    404    404   404

admin:index                      GET      302    302    302    302    302    302   200
admin:index                      POST     302    302    302    302    302    302   200
admin:index                      PUT      302    302    302    302    302    302   200
admin:index                      DELETE   302    302    302    302    302    302   200
"""
PUBLIC = ("home", "healthz", "readyz", "invitations:accept_from_email", "notifications:unsubscribe")

OTHERS_OWN = ("admin:", "demo:")
ALLAUTH = [
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
]

FORM = {
    "name": "New Name", "language": "en", "time_zone": "UTC", "invited_by": "everybody",
    "note": "Good day", "reason": "other", "message": "Good day", "email": "somebody@example.net",
}  # fmt: skip

LINES = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
STATUSES = {(name, method): [int(code) for code in codes] for name, method, *codes in LINES}


def expected(name: str, method: str, role: str) -> int:
    line = STATUSES.get((name, "GET" if method == "HEAD" else method))
    if line:
        return line[ROLES.index(role)]
    return 302 if role == "anonymous" and name not in PUBLIC else 405


def names() -> set[str]:
    """Every URL of the resolver, but those that somebody else's table holds."""
    return {name for name in _names(get_resolver().url_patterns) if not name.startswith(OTHERS_OWN)}


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            yield from _names(
                pattern.url_patterns, space + (f"{pattern.namespace}:" if pattern.namespace else "")
            )


def paths(invitation: Invitation, recipient: Member) -> dict[str, str]:
    """The address of every URL of the table: this invitation, its recipient, and the first e-mail to them."""
    values = values_of(invitation, recipient)
    return {name: path(name, values) for name, _ in STATUSES}


def values_of(invitation: Invitation, recipient: Member) -> dict[str, str]:
    """What stands in the URL: by its name, else by its app."""
    return {
        "members": recipient.handle,
        "invitations": invitation.public_id,
        "notifications": CapturedEmail.objects.of(recipient).order_by("sent_at", "pk")[0].public_id,
        **dict.fromkeys(("invitations:send", "invitations:block", "invitations:unblock"), recipient.handle),
        "invitations:accept_from_email": accept_token(invitation, recipient),
        "notifications:unsubscribe": unsubscribe_token(recipient.pk, "reminders"),
    }


def path(name: str, values: dict[str, str]) -> str:
    """The address with its value in it, if the URL takes one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[values.get(name) or values[name.partition(":")[0]]])
