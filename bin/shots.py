"""What bin/screens photographs: every page, with what is typed and pressed there first."""

from __future__ import annotations

from fnmatch import fnmatch
from itertools import product
from typing import NamedTuple

WIDTHS, THEMES, DIRECTIONS = (360, 768, 1280), ("light", "dark"), ("ltr", "rtl")


IGNORED = "left=anna&right=layla&left_at=exchange&right_at=archived"
"""Of the demo's two sides: an invitation that was ignored, which the sender's side does not show."""


class Shot(NamedTuple):
    """`url` is a URL's name, or a path; `of` is what it names, `who` looks: both by their names in the scenery.

    `undo` is pressed after the picture: the next one finds what this one found.
    """

    name: str
    url: str
    who: str = "anna"
    of: str = ""
    query: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    tick: str = ""
    press: str = ""
    undo: str = ""


class Look(NamedTuple):
    width: int
    theme: str
    direction: str


LOOKS = [Look(*each) for each in product(WIDTHS, THEMES, DIRECTIONS)]

FRONT = [
    Shot("landing", "home", ""),
    Shot("login", "account_login", ""),
    Shot("login-wrong", "account_login", "", fill=(("[name=login]", "anna@example.org"), ("[name=password]", "no")), press="main form [type=submit]"),
    Shot("signup", "account_signup", ""),
    Shot("signup-wrong", "account_signup", "", fill=(("[name=email]", "nobody"), ("[name=password1]", "1")), press="main form [type=submit]"),
    Shot("signup-by-passkey", "account_signup_by_passkey", ""),
    Shot("signup-asked", "members:joining", ""),
    Shot("signup-code", "members:enter_code", "joining"),
    Shot("signup-make-passkey", "mfa_signup_webauthn", "making a passkey"),
    Shot("confirm-address", "account_confirm_email", "", of="confirmation"),
    Shot("reset", "account_reset_password", ""),
    Shot("reset-asked", "account_reset_password_done", ""),
    Shot("reset-choose", "account_reset_password_from_key", "resetting", of="reset"),
    Shot("reset-stale", "account_reset_password_from_key", "", of="stale reset"),
    Shot("reset-done", "account_reset_password_from_key_done", ""),
    Shot("inactive", "account_inactive", ""),
    Shot("goodbye", "members:goodbye", ""),
    Shot("accept-from-email", "invitations:accept_from_email", "", of="accept"),
    Shot("accepted-from-email", "invitations:accept_from_email", "", of="accepted"),
    Shot("unsubscribe", "notifications:unsubscribe", "", of="unsubscribe"),
    Shot("unsubscribe-newcomer", "notifications:unsubscribe", "", of="never again"),
]  # fmt: skip
INVITATIONS = [
    Shot("home", "home"),
    Shot("home-empty", "home", "nina"),
    Shot("home-limited", "home", "rosa"),
    Shot("may-know", "suggestions"),
    Shot("may-know-nobody", "suggestions", "nina"),
    Shot("received", "invitations:received"),
    Shot("received-searched", "invitations:received", query="q=nobody"),
    Shot("received-empty", "invitations:received", "nina"),
    Shot("received-undo", "invitations:received", "bruno", press="main .card:last-of-type .actions .button-quiet", undo=".notice .button"),
    Shot("received-sifted", "invitations:received", query="note=1&sort=oldest"),
    Shot("received-selected", "invitations:received", tick=".select-checkbox input"),
    Shot("received-confirmed", "invitations:received", tick=".select-checkbox input", press="#bulk-form button"),
    Shot("archived", "invitations:archived"),
    Shot("archived-empty", "invitations:archived", "nina"),
    Shot("sent", "invitations:sent"),
    Shot("sent-confirmed", "invitations:sent", tick=".select-checkbox input", press="#bulk-form button"),
    Shot("sent-empty", "invitations:sent", "nina"),
    Shot("detail-received", "invitations:detail", of="received"),
    Shot("detail-archived", "invitations:detail", of="archived"),
    Shot("detail-refused", "invitations:detail", of="refused"),
    Shot("detail-sent", "invitations:detail", of="sent"),
    Shot("detail-typed", "invitations:detail", of="typed"),
    Shot("detail-withdrawn", "invitations:detail", of="withdrawn"),
    Shot("detail-accepted", "invitations:detail", of="connected"),
    Shot("report", "invitations:report", of="received"),
    Shot("send", "invitations:send", of="bruno"),
    Shot("send-gate", "invitations:send", "rosa", of="bruno"),
    Shot("send-wrong", "invitations:send", "rosa", of="bruno", fill=(("[name=email]", "nobody"), ("[name=note]", "See https://example.org " + "x" * 300)), press="main form.panel [type=submit], main form [type=submit].button-primary"),
    Shot("send-unknown", "invitations:send", of="bruno", tick="[name=reason][value=unknown]", press="main form.panel [type=submit].button-primary"),
    Shot("send-preview", "invitations:send", of="bruno", fill=(("[name=note]", "We met in Cremona."),), press="main [formaction*=preview]"),
    Shot("send-limit", "invitations:send", "vito", of="bruno", press="main form.panel [type=submit], main form [type=submit].button-primary"),
    Shot("by-email", "invitations:send_by_email"),
    Shot("by-email-wrong", "invitations:send_by_email", press="main form [type=submit].button-primary"),
    Shot("batch", "invitations:batch", of="batch"),
    Shot("more", "invitations:ask_for_more"),
    Shot("more-limited", "invitations:ask_for_more", "vito"),
    Shot("etiquette", "invitations:etiquette", "rosa"),
]  # fmt: skip
PEOPLE = [
    Shot("directory", "members:directory"),
    Shot("directory-nobody", "members:directory", query="q=nobody"),
    Shot("profile-own", "members:profile", of="anna"),
    Shot("profile-connected", "members:profile", of="carla"),
    Shot("profile-asked", "members:profile", of="fiona"),
    Shot("profile-asking", "members:profile", of="marek"),
    Shot("profile-stranger", "members:profile", of="bruno"),
    Shot("profile-long", "members:profile", of="long"),
    Shot("profile-blocked", "members:profile", of="yusuf"),
    Shot("connections", "members:connections"),
    Shot("connections-empty", "members:connections", "nina"),
    Shot("connections-of", "members:connections_of", of="carla"),
]
OWN = [
    Shot("edit-profile", "members:edit_profile"),
    Shot("edit-profile-wrong", "members:edit_profile", fill=(("[name=name]", ""),), press="main form [type=submit].button-primary"),
    Shot("settings", "members:settings"),
    Shot("settings-saved", "members:settings", press="main form [type=submit].button-primary"),
    Shot("preferences", "notifications:preferences"),
    Shot("blocked", "invitations:blocked"),
    Shot("blocked-empty", "invitations:blocked", "nina"),
    Shot("addresses", "account_email"),
    Shot("password", "account_change_password"),
    Shot("password-first", "account_set_password", "passkey alone"),
    Shot("export", "members:export", "nina"),
    Shot("export-ready", "members:export"),
    Shot("delete-account", "members:delete_account"),
    Shot("sessions", "usersessions_list"),
    Shot("logout", "account_logout"),
    Shot("is-it-you", "account_reauthenticate"),
    Shot("is-it-you-code", "mfa_reauthenticate", "vera"),
    Shot("is-it-you-passkey", "mfa_reauthenticate_webauthn", "vera"),
    Shot("second-step", "mfa_authenticate", "second step"),
    Shot("two-step-off", "mfa_index"),
    Shot("two-step-on", "mfa_index", "vera"),
    Shot("app-on", "mfa_activate_totp"),
    Shot("app-wrong", "mfa_activate_totp", fill=(("[name=code]", "1"),), press="main form [type=submit]"),
    Shot("app-off", "mfa_deactivate_totp", "vera"),
    Shot("codes", "mfa_view_recovery_codes", "vera"),
    Shot("codes-new", "mfa_generate_recovery_codes", "vera"),
    Shot("passkeys", "mfa_list_webauthn", "vera"),
    Shot("passkeys-none", "mfa_list_webauthn"),
    Shot("passkey-new", "mfa_add_webauthn"),
    Shot("passkey-name", "mfa_edit_webauthn", "vera", of="passkey"),
    Shot("passkey-remove", "mfa_remove_webauthn", "vera", of="passkey"),
    Shot("mailbox", "notifications:mailbox"),
    Shot("mailbox-empty", "notifications:mailbox", "passkey alone"),
    Shot("mail", "notifications:message", of="mail"),
    Shot("mail-html", "notifications:message_html", of="mail"),
]  # fmt: skip
ERRORS = [
    *(Shot(f"error-{status}", f"/screens/{status}/", "") for status in (400, 403, 429, 500, 503)),
    Shot("error-stale", "/screens/stale/", ""),
    Shot("error-404", "/nothing/here/", ""),
    Shot("error-404-member", "/members/nobody-of-this-name/"),
    Shot("error-405", "/theme/", ""),
]
DEMO = [
    Shot("demo", "demo:index", ""),
    Shot("demo-both", "demo:side_by_side", "", query=IGNORED),
    Shot("demo-story", "demo:story", "", of="story", query="scene=2"),
    Shot("demo-narrator", "demo:narrator", "", query="left=anna&right=layla"),
    Shot("demo-mail", "demo:mailbox", "", of="address"),
    Shot("demo-mail-empty", "demo:mailbox", "", of="no address"),
    Shot("demo-letter", "demo:message", "", of="letter"),
    Shot("demo-style", "demo:styleguide"),
    Shot("demo-side", "/as/bruno/invitations/", ""),
]
ADMIN = [
    Shot("admin", "admin:index", "admin"),
    Shot("admin-invitations", "admin:invitations_invitation_changelist", "admin"),
    Shot("admin-invitation", "admin:invitations_invitation_change", "admin", of="row"),
    Shot("admin-weeks", "admin:invitations_invitation_weeks", "admin"),
    Shot("admin-outbox", "admin:notifications_outbox_changelist", "admin"),
    Shot("admin-members", "admin:members_member_changelist", "admin"),
]
LETTERS = (
    "invitation", "follow_up", "reminder", "join", "join_reminder", "message", "accepted", "reply", "restricted",
    "lifted", "account", "export_ready",
)  # fmt: skip
SHOTS = [
    *FRONT, *INVITATIONS, *PEOPLE, *OWN, *ERRORS, *DEMO, *ADMIN,
    *(Shot(f"letter-{kind.replace('_', '-')}", "demo:message_html", "", of=f"letter {kind}") for kind in LETTERS),
]  # fmt: skip

FROM_A_FORM = "answers what is typed or ticked on a page before it, and is photographed from there"
REDIRECTS = "does something and redirects; what it says stands on the page that follows"
NO_PAGE = {
    "theme": REDIRECTS,
    "healthz": "one word for machines",
    "readyz": "a few words for machines",
    "account_confirm_login_code": "signing in by a mailed code is switched off",
    "account_email_verification_sent": "leads on to where the code is entered",
    "demo:clock": REDIRECTS,
    "demo:find_mailbox": REDIRECTS,
    "demo:reset": REDIRECTS,
    "members:download_export": "a file",
    "members:photo": "a picture",
    "members:cancel_export": REDIRECTS,
    "members:cancel_joining": REDIRECTS,
    "members:end_session": REDIRECTS,
    "members:remove_connection": REDIRECTS,
    "members:send_another_code": REDIRECTS,
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "speaks with the script of the sign-in page alone",
    "notifications:message_source": "a file",
    "notifications:write_again": REDIRECTS,
} | {
    f"invitations:{verb}": REDIRECTS
    for verb in (
        "accept", "reply", "ignore", "restore", "unknown", "take_back_unknown", "message", "follow_up", "withdraw",
        "block", "unblock", "start_batch", "stop_batch", "bulk", "acknowledge", "acknowledge_all",
    )
} | dict.fromkeys(("invitations:confirm_bulk", "notifications:preview", "notifications:preview_by_email", "notifications:preview_follow_up"), FROM_A_FORM)  # fmt: skip
OTHERS = ("admin:", "anymail:")
"""Django's own pages, of which a few stand above, and what a provider of mail calls."""


DOCS = [
    (Shot("inbox", "invitations:received", "bruno"), Look(1180, "light", "ltr")),
    (Shot("both-sides", "demo:side_by_side", "", query=IGNORED), Look(1600, "light", "ltr")),
    (Shot("phone", "invitations:received", "bruno"), Look(390, "dark", "rtl")),
]
"""The pictures of README and docs, by the names of their files."""


def missing(names: set[str]) -> set[str]:
    """Of these URL names, those that are neither photographed nor excused."""
    known = {shot.url for shot in SHOTS} | set(NO_PAGE)
    return {name for name in names if name not in known and not name.startswith(OTHERS)}


def file_name(shot: Shot, look: Look) -> str:
    return f"{shot.name}-{look.width}-{look.theme}-{look.direction}.png"


def chosen(only: list[str]) -> list[tuple[Shot, Look]]:
    """All, or those whose page or file has one of these names; * stands for anything."""
    return [
        (shot, look)
        for look, shot in product(LOOKS, SHOTS)
        if not only
        or any(fnmatch(name, each) for each in only for name in (shot.name, file_name(shot, look)[:-4]))
    ]
