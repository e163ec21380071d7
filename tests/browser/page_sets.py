"""The pages that the browser tests visit, in sets of one visitor each; which pages, says bin/page_catalogue."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
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
from bin.page_catalogue import URLS, Url, Visit
from network.members.accounts.public_ids import passkey_id
from network.members.models import Member
from tests.browser.fixtures import BrowserData
from tests.factories import MemberFactory
from tests.members.account import PASSWORD

NO_PAGES = {url.name for url in URLS if url.no_page}
APPEARANCES = list(product(("light", "dark"), ("en", "ar")))
"""Colour scheme and language; the tests that are not `long` see a part of the pages in each."""

SAMPLE_SIZE, SAMPLE_ABOVE = 6, 60
"""The most pages of a sample of a set that has more than 60; all other sets are short enough to be seen whole."""

ERROR_TEMPLATES = (
    "400",
    "403",
    "403_csrf",
    "404",
    "405",
    "413",
    "429",
    "500",
    "503",
    "account/signup_closed",
)


@dataclass
class PageSet:
    """A member, None for a visitor who is not signed in, and the paths of pages by name.

    `templates` are those of pages that the site shows only after an error, by the path at which the browser gets them.
    """

    member: Member | None
    pages: dict[str, str]
    templates: dict[str, str] = field(default_factory=dict)

    def sample(self, number: int, parts: int = len(APPEARANCES)) -> dict[str, str]:
        """The same part of the pages for the same number; all parts together are all pages but for `staff`."""
        names = sorted(self.pages)
        random.Random("Acquaint").shuffle(names)
        limit = SAMPLE_SIZE if len(names) > SAMPLE_ABOVE else None
        return {name: self.pages[name] for name in names[number::parts][:limit]}


def visits(page_set: str) -> Iterator[tuple[Url, Visit]]:
    """The visits of the catalogue in this set, with their URLs."""
    return ((url, visit) for url in URLS for visit in url.visits if visit.page_set == page_set)


def pages_of(page_set: str, targets: dict[str, list[Any]]) -> dict[str, str]:
    """Name → path. `targets` has the arguments of URLs by name; a target that is not in it is itself the argument."""
    return {visit.name: _path(url, visit, targets) for url, visit in visits(page_set)}


def _path(url: Url, visit: Visit, targets: dict[str, list[Any]]) -> str:
    args = targets.get(visit.target, [visit.target]) if visit.target else []
    path = url.name if url.is_path else reverse(url.name, args=args)
    return f"{path}?{visit.query}" if visit.query else path


def member(data: BrowserData) -> PageSet:
    """Anna, who has data on every page."""
    data.anna.set_password(PASSWORD)
    data.anna.save(update_fields=["password"])
    return PageSet(data.anna, pages_of("member", data.targets))


def anonymous(data: BrowserData) -> PageSet:
    return PageSet(None, pages_of("anonymous", data.targets | data.email_links()))


def second_factor(data: BrowserData) -> PageSet:
    """A member with an authenticator app, recovery codes and a passkey."""
    olga = Member.objects.create_user("olga@example.org", PASSWORD, "Olga Guarded", handle="olga")
    TOTP.activate(olga, generate_totp_secret())
    RecoveryCodes.activate(olga)
    passkey = WebAuthn.add(olga, "Laptop", registration_response("http://localhost")).instance
    return PageSet(olga, pages_of("second_factor", {"passkey": [passkey_id(passkey)]}))


def new_member(data: BrowserData) -> PageSet:
    """A member without a password, a second factor, connections or invitations."""
    piero = MemberFactory(name="Piero Nuovo", handle="piero")
    return PageSet(piero, pages_of("new_member", {}))


def demo(data: BrowserData) -> PageSet:
    return PageSet(None, pages_of("demo", data.targets))


def error_pages(data: BrowserData) -> PageSet:
    """The templates of errors, which the browser gets at paths of their own."""
    templates = {f"/error-pages/{name}/": f"{name}.html" for name in ERROR_TEMPLATES}
    return PageSet(None, {path: path for path in templates}, templates)


def staff(everything: object) -> PageSet:
    """A superuser: the index of each app, and every page of every model."""
    superuser = Member.objects.create_superuser("admin@example.org", PASSWORD, name="Ada Min")
    Group.objects.create(name="Readers")
    Client().post("/accounts/login/", {"login": superuser.email, "password": PASSWORD})
    TOTP.activate(superuser, generate_totp_secret())
    labels = {model._meta.app_label for model in admin.site._registry}
    apps = {f"app-{label}": reverse("admin:app_list", args=[label]) for label in labels}
    member = Member.objects.joined().exclude(pk=superuser.pk).earliest("pk")
    pages = pages_of("staff", {"superuser": [superuser.pk], "member": [member.pk]})
    return PageSet(superuser, pages | apps | dict(model_pages(superuser)))


def model_pages(superuser: Member) -> Iterator[tuple[str, str]]:
    """Name and path of every page of every model, for its first row."""
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for page in permitted_pages(model, superuser):
            if f"admin:{name}_{page}" not in NO_PAGES:
                args = [] if page in ("changelist", "add") else [row.pk]
                yield f"{name}_{page}", reverse(f"admin:{name}_{page}", args=args)


def permitted_pages(model: type[Model], superuser: Member) -> list[str]:
    """The kinds of pages of a model that a superuser may open."""
    request: Any = RequestFactory().get("/")
    request.user = superuser
    model_admin = admin.site._registry[model]
    optional = {
        "add": model_admin.has_add_permission(request),
        "delete": model_admin.has_delete_permission(request, model._default_manager.first()),
    }
    return ["changelist", "change", "history", *(page for page, allowed in optional.items() if allowed)]


_FUNCTIONS: tuple[Callable[[Any], PageSet], ...] = (
    member, anonymous, second_factor, new_member, demo, error_pages, staff,
)  # fmt: skip
PAGE_SETS = {function.__name__: function for function in _FUNCTIONS}
