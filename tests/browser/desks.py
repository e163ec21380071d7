"""Every page of the product, by the desk at which it is read; a page that is at no desk must say why."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from bin.fake_passkey import registration_response
from network.members.models import Member
from tests.browser.town import Town
from tests.conftest import mails
from tests.factories import MemberFactory
from tests.members.account import PASSWORD, latest_email_text

LOOKS = list(product(("light", "dark"), ("en", "ar")))
"""Every page is the same page in each of these; a day's check deals the pages out among them."""

A_DAY, MANY = 12, 60
"""Pages of one desk in one look that a day's check sees, and pages that are too many to see all of them."""

TROUBLE = ("400", "403", "403_csrf", "404", "405", "429", "500", "503", "account/signup_closed")
ON_THE_WAY = {
    "account_confirm_login_code": "nobody signs in by a code",
    "members:signup_code": "test_accounts, between joining and the passkey",
    "mfa_signup_webauthn": "test_accounts, between joining and the passkey",
    "account_email_verification_sent": "test_accounts, between joining and the passkey",
    "mfa_authenticate": "test_accounts, between password and second step",
}
NO_PAGE = {
    "healthz": "text for machines",
    "readyz": "text for machines",
    "members:photo": "a picture",
    "members:download_export": "a file",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "JSON for the script of the passkeys",
    "notifications:message_source": "text",
    "notifications:message_html": "an e-mail, shown in the frame of notifications:message",
    "admin:notifications_capturedemail_html": "an e-mail, shown in a frame",
    "admin:login": "leads to account_login",
    "admin:logout": "a button",
    "admin:autocomplete": "JSON for a script",
    "admin:jsi18n": "a script",
    "admin:view_on_site": "leads elsewhere",
    "demo:clock": "a button",
    "demo:reset": "a button",
    "demo:find_mailbox": "leads to demo:mailbox",
    "demo:message_html": "an e-mail, shown in the frame of demo:message",
}


@dataclass
class Desk:
    """Who sits there, nobody in particular if None, and the pages that lie there."""

    member: Member | None
    pages: dict[str, str]
    drawn: dict[str, str] = field(default_factory=dict)
    """Templates of pages that answer only when something is wrong, by the path that stands for each."""

    def dealt(self, look: int) -> dict[str, str]:
        """A quarter of the pages, the same one every day; the four of them are all there are, but for the staff's."""
        names = sorted(self.pages)
        random.Random("Acquaint").shuffle(names)
        return {name: self.pages[name] for name in names[look :: len(LOOKS)][:A_DAY]}

    def of_a_day(self, look: int) -> dict[str, str]:
        """Every page for what is quickly seen; of the staff's, who have a hundred, a few."""
        return self.pages if len(self.pages) <= MANY else self.dealt(look)


def member(town: Town) -> Desk:
    town.anna.set_password(PASSWORD)
    town.anna.save(update_fields=["password"])
    return Desk(town.anna, town.pages)


def anybody(town: Town) -> Desk:
    paths = ("inactive", "password/reset/done", "password/reset/key/done", "signup/passkey")
    return Desk(None, town.calm | {path: f"/accounts/{path}/" for path in paths} | {
        "joining": "/joining/",
        "new-password": new_password_page(),
    })  # fmt: skip


def new_password_page() -> str:
    Client().post("/accounts/password/reset/", {"email": "carla@example.org"})
    return re.search(r"/accounts/password/reset/key/\S+", latest_email_text("carla@example.org"))[0]


def account(town: Town) -> Desk:
    """Of one with an app, recovery codes and a passkey."""
    guarded = Member.objects.create_user("olga@example.org", PASSWORD, "Olga Guarded", handle="olga")
    TOTP.activate(guarded, generate_totp_secret())
    RecoveryCodes.activate(guarded)
    passkey = WebAuthn.add(guarded, "Laptop", registration_response("http://localhost")).instance.pk
    keys = [f"2fa/webauthn/keys/{passkey}/{verb}" for verb in ("edit", "remove")]
    paths = (
        "email", "password/change", "logout", "reauthenticate", "sessions", "2fa", "2fa/totp/deactivate",
        "2fa/recovery-codes", "2fa/recovery-codes/generate", "2fa/webauthn", "2fa/webauthn/add",
        "2fa/reauthenticate", "2fa/webauthn/reauthenticate", *keys,
    )  # fmt: skip
    return Desk(guarded, {path: f"/accounts/{path}/" for path in paths})


def newcomer(town: Town) -> Desk:
    """Of one who has neither a password nor a second step, and to whom nothing has happened."""
    new = MemberFactory(name="Piero Nuovo", handle="piero")
    paths = ("password/set", "2fa", "2fa/totp/activate", "2fa/webauthn", "sessions")
    pages = ("", "invitations/", "invitations/archived/", "invitations/sent/", "connections/", "mail/",
             "settings/blocked/", "settings/export/", "members/piero/", "members/piero/connections/")  # fmt: skip
    return Desk(new, {path or "home": f"/{path}" for path in pages} | {
        path: f"/accounts/{path}/" for path in paths
    })  # fmt: skip


def demo(town: Town) -> Desk:
    letter = mails(town.anna, "would like to connect")[0].public_id
    stories = ("waiting", "accepting", "replying", "ignoring", "not-knowing", "withdrawing")
    paths = ("demo/", "demo/side-by-side/", "demo/narrator/", "demo/style/", "demo/mail/anna@example.org/",
             f"demo/mail/anna@example.org/{letter}/", "as/anna/", "as/bruno/invitations/sent/",
             *(f"demo/stories/{name}/" for name in stories))  # fmt: skip
    return Desk(None, {path: f"/{path}" for path in paths})


def trouble(town: Town) -> Desk:
    drawn = {f"/trouble/{name}/": f"{name}.html" for name in TROUBLE}
    return Desk(None, {path: path for path in drawn}, drawn)


def staff(everything: object) -> Desk:
    """Each list of the admin, and all that may be done with a row of it."""
    superuser = Member.objects.create_superuser("admin@example.org", PASSWORD, name="Ada Min")
    Group.objects.create(name="Readers")
    Client().post("/accounts/login/", {"login": superuser.email, "password": PASSWORD})
    TOTP.activate(superuser, generate_totp_secret())
    start = {"admin": reverse("admin:index"), "own-password": reverse("admin:password_change"),
             "changed": reverse("admin:password_change_done"),
             "connections": reverse("admin:members_member_connections", args=[superuser.pk]),
             "its-password": reverse("admin:auth_user_password_change", args=[superuser.pk]),
             "weeks": reverse("admin:invitations_invitation_weeks")}  # fmt: skip
    apps = {model._meta.app_label for model in admin.site._registry}
    lists = {label: reverse("admin:app_list", args=[label]) for label in apps}
    return Desk(superuser, start | lists | dict(pages_of_the_rows(superuser)))


def pages_of_the_rows(superuser: Member) -> Iterator[tuple[str, str]]:
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for verb in verbs_of(model, superuser):
            args = [] if verb in ("changelist", "add") else [row.pk]
            yield f"{name}_{verb}", reverse(f"admin:{name}_{verb}", args=args)


def verbs_of(model: type[Model], superuser: Member) -> list[str]:
    """What the staff may open of a table."""
    request: Any = RequestFactory().get("/")
    request.user = superuser
    manners = admin.site._registry[model]
    may = {"add": manners.has_add_permission(request), "delete": manners.has_delete_permission(request)}
    return ["changelist", "change", "history", *(verb for verb, allowed in may.items() if allowed)]


DESKS = {desk.__name__: desk for desk in (member, anybody, account, newcomer, demo, trouble, staff)}
