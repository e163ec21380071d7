"""The pages of which bin/screens takes screenshots, and what is typed and pressed there first."""

from __future__ import annotations

from fnmatch import fnmatch
from itertools import product
from typing import NamedTuple

WIDTHS, THEMES, DIRECTIONS = (360, 768, 1280), ("light", "dark"), ("ltr", "rtl")


IGNORED_SPLIT_SCREEN = "left=anna&right=layla&left_at=conversation&right_at=archived"
"""The demo's split screen for an ignored invitation, which the sender's side does not show."""


class Screen(NamedTuple):
    """A page in a state. `url` is the name of a URL, or a path.

    `visitor` and `target`, the object in the URL, are named in screens_fixtures. `fill` has selectors and texts, `tick` and
    `press` are selectors. `undo` is pressed after the screenshot, so that the next one starts from the same state.
    """

    name: str
    url: str
    visitor: str = "anna"
    target: str = ""
    query: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    tick: str = ""
    press: str = ""
    undo: str = ""


class Variant(NamedTuple):
    width: int
    theme: str
    direction: str


VARIANTS = [Variant(*values) for values in product(WIDTHS, THEMES, DIRECTIONS)]

SIGNED_OUT = [
    Screen("landing", "home", ""),
    Screen("login", "account_login", ""),
    Screen("login-wrong", "account_login", "", fill=(("[name=login]", "anna@example.org"), ("[name=password]", "no")), press="main form [type=submit]"),
    Screen("signup", "account_signup", ""),
    Screen("signup-wrong", "account_signup", "", fill=(("[name=email]", "nobody"), ("[name=password1]", "1")), press="main form [type=submit]"),
    Screen("signup-by-passkey", "account_signup_by_passkey", ""),
    Screen("signup-asked", "members:signup_sent", ""),
    Screen("signup-code", "members:signup_code", "joining"),
    Screen("signup-make-passkey", "mfa_signup_webauthn", "making a passkey"),
    Screen("confirm-address", "account_confirm_email", "", target="confirmation"),
    Screen("reset", "account_reset_password", ""),
    Screen("reset-asked", "account_reset_password_done", ""),
    Screen("reset-choose", "account_reset_password_from_key", "resetting", target="reset"),
    Screen("reset-stale", "account_reset_password_from_key", "", target="stale reset"),
    Screen("reset-done", "account_reset_password_from_key_done", ""),
    Screen("inactive", "account_inactive", ""),
    Screen("goodbye", "members:account_deleted", ""),
    Screen("accept-from-email", "invitations:accept_from_email", "", target="accept"),
    Screen("accepted-from-email", "invitations:accept_from_email", "", target="accepted"),
    Screen("unsubscribe", "notifications:unsubscribe", "", target="unsubscribe"),
    Screen("unsubscribe-newcomer", "notifications:unsubscribe", "", target="never again"),
]  # fmt: skip
INVITATIONS = [
    Screen("home", "home"),
    Screen("home-empty", "home", "nina"),
    Screen("home-limited", "home", "rosa"),
    Screen("may-know", "suggestions"),
    Screen("may-know-nobody", "suggestions", "nina"),
    Screen("received", "invitations:received"),
    Screen("received-searched", "invitations:received", query="q=nobody"),
    Screen("received-empty", "invitations:received", "nina"),
    Screen("received-undo", "invitations:received", "bruno", press="main .card:last-of-type .actions .button-quiet", undo=".notice .button"),
    Screen("received-sifted", "invitations:received", query="note=1&sort=oldest"),
    Screen("received-selected", "invitations:received", tick=".select-checkbox input"),
    Screen("received-confirmed", "invitations:received", tick=".select-checkbox input", press="#bulk-form button"),
    Screen("archived", "invitations:archived"),
    Screen("archived-empty", "invitations:archived", "nina"),
    Screen("sent", "invitations:sent"),
    Screen("sent-confirmed", "invitations:sent", tick=".select-checkbox input", press="#bulk-form button"),
    Screen("sent-empty", "invitations:sent", "nina"),
    Screen("detail-received", "invitations:detail", target="received"),
    Screen("detail-archived", "invitations:detail", target="archived"),
    Screen("detail-refused", "invitations:detail", target="refused"),
    Screen("detail-sent", "invitations:detail", target="sent"),
    Screen("detail-typed", "invitations:detail", target="typed"),
    Screen("detail-withdrawn", "invitations:detail", target="withdrawn"),
    Screen("detail-accepted", "invitations:detail", target="connected"),
    Screen("report", "invitations:report", target="received"),
    Screen("send", "invitations:send", target="bruno"),
    Screen("send-gate", "invitations:send", "rosa", target="bruno"),
    Screen("send-wrong", "invitations:send", "rosa", target="bruno", fill=(("[name=email]", "nobody"), ("[name=note]", "See https://example.org " + "x" * 300)), press="main form.panel [type=submit], main form [type=submit].button-primary"),
    Screen("send-unknown", "invitations:send", target="bruno", tick="[name=reason][value=unknown]", press="main form.panel [type=submit].button-primary"),
    Screen("send-preview", "invitations:send", target="bruno", fill=(("[name=note]", "We met in Cremona."),), press="main [formaction*=preview]"),
    Screen("send-limit", "invitations:send", "vito", target="bruno", press="main form.panel [type=submit], main form [type=submit].button-primary"),
    Screen("by-email", "invitations:send_by_email"),
    Screen("by-email-wrong", "invitations:send_by_email", press="main form [type=submit].button-primary"),
    Screen("batch", "invitations:batch", target="batch"),
    Screen("more", "invitations:ask_for_more"),
    Screen("more-limited", "invitations:ask_for_more", "vito"),
    Screen("etiquette", "invitations:etiquette", "rosa"),
]  # fmt: skip
PEOPLE = [
    Screen("directory", "members:directory"),
    Screen("directory-nobody", "members:directory", query="q=nobody"),
    Screen("profile-own", "members:profile", target="anna"),
    Screen("profile-connected", "members:profile", target="carla"),
    Screen("profile-asked", "members:profile", target="fiona"),
    Screen("profile-asking", "members:profile", target="marek"),
    Screen("profile-stranger", "members:profile", target="bruno"),
    Screen("profile-long", "members:profile", target="long"),
    Screen("profile-blocked", "members:profile", target="yusuf"),
    Screen("connections", "members:connections"),
    Screen("connections-empty", "members:connections", "nina"),
    Screen("connections-of", "members:connections_of", target="carla"),
]
ACCOUNT = [
    Screen("edit-profile", "members:edit_profile"),
    Screen("edit-profile-wrong", "members:edit_profile", fill=(("[name=name]", ""),), press="main form [type=submit].button-primary"),
    Screen("settings", "members:settings"),
    Screen("settings-saved", "members:settings", press="main form [type=submit].button-primary"),
    Screen("preferences", "notifications:preferences"),
    Screen("blocked", "invitations:blocked"),
    Screen("blocked-empty", "invitations:blocked", "nina"),
    Screen("addresses", "account_email"),
    Screen("password", "account_change_password"),
    Screen("password-first", "account_set_password", "passkey alone"),
    Screen("export", "members:export", "nina"),
    Screen("export-ready", "members:export"),
    Screen("delete-account", "members:delete_account"),
    Screen("sessions", "usersessions_list"),
    Screen("logout", "account_logout"),
    Screen("is-it-you", "account_reauthenticate"),
    Screen("is-it-you-code", "mfa_reauthenticate", "vera"),
    Screen("is-it-you-passkey", "mfa_reauthenticate_webauthn", "vera"),
    Screen("second-step", "mfa_authenticate", "second step"),
    Screen("two-step-off", "mfa_index"),
    Screen("two-step-on", "mfa_index", "vera"),
    Screen("app-on", "mfa_activate_totp"),
    Screen("app-wrong", "mfa_activate_totp", fill=(("[name=code]", "1"),), press="main form [type=submit]"),
    Screen("app-off", "mfa_deactivate_totp", "vera"),
    Screen("codes", "mfa_view_recovery_codes", "vera"),
    Screen("codes-new", "mfa_generate_recovery_codes", "vera"),
    Screen("passkeys", "mfa_list_webauthn", "vera"),
    Screen("passkeys-none", "mfa_list_webauthn"),
    Screen("passkey-new", "mfa_add_webauthn"),
    Screen("passkey-name", "mfa_edit_webauthn", "vera", target="passkey"),
    Screen("passkey-remove", "mfa_remove_webauthn", "vera", target="passkey"),
    Screen("mailbox", "notifications:mailbox"),
    Screen("mailbox-empty", "notifications:mailbox", "passkey alone"),
    Screen("mail", "notifications:message", target="mail"),
    Screen("mail-html", "notifications:message_html", target="mail"),
]  # fmt: skip
ERRORS = [
    *(Screen(f"error-{status}", f"/screens/{status}/", "") for status in (400, 403, 429, 500, 503)),
    Screen("error-stale", "/screens/stale/", ""),
    Screen("error-404", "/nothing/here/", ""),
    Screen("error-404-member", "/members/nobody-of-this-name/"),
    Screen("error-405", "/theme/", ""),
]
DEMO = [
    Screen("demo", "demo:index", ""),
    Screen("demo-both", "demo:side_by_side", "", query=IGNORED_SPLIT_SCREEN),
    Screen("demo-story", "demo:story", "", target="story", query="scene=2"),
    Screen("demo-narrator", "demo:narrator", "", query="left=anna&right=layla"),
    Screen("demo-mail", "demo:mailbox", "", target="address"),
    Screen("demo-mail-empty", "demo:mailbox", "", target="no address"),
    Screen("demo-letter", "demo:message", "", target="letter"),
    Screen("demo-style", "demo:styleguide"),
    Screen("demo-side", "/as/bruno/invitations/", ""),
]
ADMIN = [
    Screen("admin", "admin:index", "admin"),
    Screen("admin-invitations", "admin:invitations_invitation_changelist", "admin"),
    Screen("admin-invitation", "admin:invitations_invitation_change", "admin", target="row"),
    Screen("admin-weeks", "admin:invitations_invitation_weeks", "admin"),
    Screen("admin-outbox", "admin:notifications_outbox_changelist", "admin"),
    Screen("admin-members", "admin:members_member_changelist", "admin"),
]
EMAIL_KINDS = (
    "invitation", "follow_up", "reminder", "join", "join_reminder", "message", "accepted", "reply", "restricted",
    "lifted", "account", "export_ready",
)  # fmt: skip
SCREENS = [
    *SIGNED_OUT, *INVITATIONS, *PEOPLE, *ACCOUNT, *ERRORS, *DEMO, *ADMIN,
    *(Screen(f"letter-{kind.replace('_', '-')}", "demo:message_html", "", target=f"letter {kind}") for kind in EMAIL_KINDS),
]  # fmt: skip

FROM_A_FORM = "needs the data of a form on an earlier page, and is covered from there"
REDIRECTS = "redirects; its message is shown on the page that follows"
NO_PAGE = {
    "theme": REDIRECTS,
    "healthz": "text for machines",
    "readyz": "text for machines",
    "account_confirm_login_code": "signing in by a mailed code is switched off",
    "account_email_verification_sent": "redirects to the form for the code",
    "demo:clock": REDIRECTS,
    "demo:find_mailbox": REDIRECTS,
    "demo:reset": REDIRECTS,
    "members:download_export": "a file",
    "members:photo": "a picture",
    "members:cancel_export": REDIRECTS,
    "members:cancel_signup": REDIRECTS,
    "members:end_session": REDIRECTS,
    "members:remove_connection": REDIRECTS,
    "members:resend_signup_code": REDIRECTS,
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "JSON for the script of the sign-in page",
    "notifications:message_source": "a file",
    "notifications:resume_emails": REDIRECTS,
} | {
    f"invitations:{verb}": REDIRECTS
    for verb in (
        "accept", "reply", "ignore", "restore", "unknown", "take_back_unknown", "message", "follow_up", "withdraw",
        "block", "unblock", "start_batch", "stop_batch", "bulk", "acknowledge", "acknowledge_all",
    )
} | dict.fromkeys(("invitations:confirm_bulk", "notifications:preview", "notifications:preview_by_email", "notifications:preview_follow_up"), FROM_A_FORM)  # fmt: skip
SKIPPED_PREFIXES = ("admin:", "anymail:")
"""Prefixes of URL names: Django's admin, of which a few pages are listed above, and webhooks of mail providers."""


DOCS = [
    (Screen("inbox", "invitations:received", "bruno"), Variant(1180, "light", "ltr")),
    (
        Screen("both-sides", "demo:side_by_side", "", query=IGNORED_SPLIT_SCREEN),
        Variant(1600, "light", "ltr"),
    ),
    (Screen("phone", "invitations:received", "bruno"), Variant(390, "dark", "rtl")),
]
"""The screenshots of README and docs, by the names of their files."""


def missing_pages(names: set[str]) -> set[str]:
    """Those of the URL names that have neither a screen nor an entry in NO_PAGE."""
    covered = {screen.url for screen in SCREENS} | set(NO_PAGE)
    return {name for name in names if name not in covered and not name.startswith(SKIPPED_PREFIXES)}


def file_name(screen: Screen, variant: Variant) -> str:
    return f"{screen.name}-{variant.width}-{variant.theme}-{variant.direction}.png"


def select(patterns: list[str]) -> list[tuple[Screen, Variant]]:
    """All, or those whose page or file matches one of these patterns."""
    return [
        (screen, variant)
        for variant, screen in product(VARIANTS, SCREENS)
        if not patterns
        or any(
            fnmatch(name, pattern)
            for pattern in patterns
            for name in (screen.name, file_name(screen, variant)[:-4])
        )
    ]
