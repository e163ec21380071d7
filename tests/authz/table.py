"""Who gets which answer where: Anna has invited Bruno, and everybody asks for what is his or theirs.

A method without a line is not allowed: 405, or the way to the login for a stranger to the house. HEAD answers as GET.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from invitations.models import Batch, Invitation
from invitations.tokens import accept_token
from network.members.models import Member
from notifications.models import CapturedEmail
from notifications.tokens import unsubscribe_token

ROLES = ("anonymous", "stranger", "sender", "recipient", "connection", "restricted", "staff")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")

TABLE = """
#                                      anonym strang sender recip. connec restri staff
home                             GET      200    200    200    200    200    200   200
suggestions                      GET      302    200    200    200    200    200   200
healthz                          GET      200    200    200    200    200    200   200
readyz                           GET      200    200    200    200    200    200   200
theme                            POST     302    302    302    302    302    302   302
members:directory                GET      302    200    200    200    200    200   200
members:profile                  GET      302    200    200    200    200    200   200
members:connections_of           GET      302    404    404    200    200    404   404
members:photo                    GET      302    200    200    200    200    200   200
members:connections              GET      302    200    200    200    200    200   200
members:remove_connection        POST     302    302    302    302    302    302   302
members:signup_sent              GET      200    200    200    200    200    200   200
members:signup_code              GET      302    302    302    302    302    302   302
members:signup_code              POST     302    302    302    302    302    302   302
members:resend_signup_code       POST     302    302    302    302    302    302   302
members:cancel_signup            POST     302    302    302    302    302    302   302
members:edit_profile             GET      302    200    200    200    200    200   200
members:edit_profile             POST     302    302    302    302    302    302   302
members:settings                 GET      302    200    200    200    200    200   200
members:settings                 POST     302    302    302    302    302    302   302
members:end_session              POST     302    404    404    404    404    404   404
members:export                   GET      302    200    200    200    200    200   200
members:export                   POST     302    302    302    302    302    302   302
members:cancel_export            POST     302    302    302    302    302    302   302
members:download_export          GET      302    404    404    200    404    404   404
members:delete_account           GET      302    200    200    200    200    200   200
members:delete_account           POST     302    200    200    200    200    200   200
members:account_deleted          GET      200    200    200    200    200    200   200

invitations:block                POST     302    302    302    302    302    302   302
invitations:unblock              POST     302    302    302    302    302    302   302
invitations:blocked              GET      302    200    200    200    200    200   200
invitations:received             GET      302    200    200    200    200    200   200
invitations:archived             GET      302    200    200    200    200    200   200
invitations:sent                 GET      302    200    200    200    200    200   200
invitations:bulk                 POST     302    302    302    302    302    302   302
invitations:confirm_bulk         POST     302    302    302    302    302    302   302
invitations:ask_for_more         GET      302    200    200    200    200    200   200
invitations:ask_for_more         POST     302    302    302    302    302    302   302
invitations:etiquette            GET      302    200    200    200    200    200   200
invitations:etiquette            POST     302    302    302    302    302    302   302
invitations:send                 GET      302    200    302    302    302    200   200
invitations:send                 POST     302    302    302    302    302    302   302
invitations:send_by_email        GET      302    200    200    200    200    200   200
invitations:send_by_email        POST     302    302    302    302    302    302   302
invitations:batch                GET      302    404    200    404    404    404   404
invitations:stop_batch           POST     302    404    302    404    404    404   404
invitations:start_batch          POST     302    404    302    404    404    404   404

invitations:acknowledge_all      POST     302    302    302    302    302    302   302

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
invitations:acknowledge          POST     302    404    302    404    404    404   404
invitations:accept_from_email    GET      200    200    200    200    200    200   200
invitations:accept_from_email    POST     302    302    302    302    302    302   302

notifications:preferences        GET      302    200    200    200    200    200   200
notifications:preferences        POST     302    302    302    302    302    302   302
notifications:resume_emails      POST     302    302    302    302    302    302   302
notifications:preview            POST     302    200    302    302    302    200   200
notifications:preview_by_email   POST     302    200    200    200    200    200   200
notifications:preview_follow_up  POST     302    404    302    404    404    404   404
notifications:unsubscribe        GET      200    200    200    200    200    200   200
notifications:unsubscribe        POST     200    200    200    200    200    200   200
notifications:mailbox            GET      302    200    200    200    200    200   200
notifications:message            GET      302    404    404    200    404    404   404
notifications:message_html       GET      302    404    404    200    404    404   404
notifications:message_source     GET      302    404    404    200    404    404   404

anymail:postmark_tracking_webhook HEAD    200    200    200    200    200    200   200
anymail:postmark_tracking_webhook POST    400    400    400    400    400    400   400

admin:index                      GET      302    302    302    302    302    302   200
admin:index                      POST     302    302    302    302    302    302   200
admin:index                      PUT      302    302    302    302    302    302   200
admin:index                      DELETE   302    302    302    302    302    302   200
"""
BATCHES = ("invitations:batch", "invitations:stop_batch", "invitations:start_batch")
PEOPLE = ("invitations:send", "invitations:block", "invitations:unblock", "notifications:preview")
PUBLIC = (
    "home",
    "members:signup_sent",
    "members:account_deleted",
    "members:signup_code",
    "members:resend_signup_code",
    "members:cancel_signup",
    "healthz",
    "readyz",
    "theme",
    "invitations:accept_from_email",
    "notifications:unsubscribe",
    "anymail:postmark_tracking_webhook",
)

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
    "account_signup_by_passkey",
    "usersessions_list",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
]

FORM = {
    "name": "New Name", "language": "en", "time_zone": "UTC", "invitable_by": "everybody",
    "note": "Good day", "reason": "other", "message": "Good day", "email": "somebody@example.net",
    "action": "withdraw",
}  # fmt: skip

LINES = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
STATUSES = {(name, method): [int(code) for code in codes] for name, method, *codes in LINES}


def expected(name: str, method: str, role: str) -> int:
    line = STATUSES.get((name, method)) or (STATUSES.get((name, "GET")) if method == "HEAD" else None)
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
        "members:download_export": next(
            iter(recipient.exports.values_list("public_id", flat=True)), "A" * 16
        ),
        "invitations": invitation.public_id,
        "notifications": CapturedEmail.objects.of(recipient).order_by("sent_at", "pk")[0].public_id,
        "members:photo": recipient.photo or "none",
        "members:end_session": "0" * 32,
        **dict.fromkeys(BATCHES, _batch_of(invitation.sender)),
        **dict.fromkeys(PEOPLE, recipient.handle),
        "notifications:preview_follow_up": invitation.public_id,
        "invitations:accept_from_email": accept_token(invitation, recipient),
        "notifications:unsubscribe": unsubscribe_token(recipient.pk, "reminders"),
    }


def _batch_of(sender: Member) -> str:
    """The newest list of addresses of the sender; one that is not there, where there is none."""
    newest = Batch.objects.of(sender).order_by("-pk").first()
    return newest.public_id if newest else "A" * 16


def path(name: str, values: dict[str, str]) -> str:
    """The address with its value in it, if the URL takes one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[values.get(name) or values[name.partition(":")[0]]])
