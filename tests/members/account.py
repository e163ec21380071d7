"""What people do with their account, at a test client."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from notifications.models import CapturedEmail
from tests.conftest import work

PASSWORD = "two desks apart"
HALF_MINUTE = 59_000_000
"""The step of time that `half_minute` stands still at."""


def code_of(secret: str, step: int = HALF_MINUTE) -> str:
    """What an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, step))


def sign_up(client: Client, path: str = "/accounts/signup/", **more: str) -> HttpResponse:
    words = {"name": "Nina Nuova", "email": "nina@example.org", "password1": PASSWORD}
    return client.post(path, words | more)


def sign_in(client: Client, address: str = "nina@example.org") -> HttpResponse:
    return client.post("/accounts/login/", {"login": address, "password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def show_it_is_me(client: Client) -> HttpResponse:
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def switch_the_app_on(client: Client) -> str:
    """The secret that the app has learned."""
    show_it_is_me(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def newest_mail(address: str = "nina@example.org") -> str:
    work()
    return CapturedEmail.objects.filter(to=address).latest("pk").text


def code_in(mail: str) -> str:
    return re.search(r"^([B-Z]{4}-[B-Z]{4})$", mail, re.MULTILINE)[1]


def link_in(mail: str) -> str:
    return re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail)[1]


def confirm(client: Client, password: str = PASSWORD, address: str = "nina@example.org") -> HttpResponse:
    """By the newest link, as whoever signed up with this password."""
    return client.post(link_in(newest_mail(address)), {"password": password})


def subjects(address: str = "nina@example.org") -> list[str]:
    work()
    return list(CapturedEmail.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))
