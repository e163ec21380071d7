"""Requests of a member about their account, sent with the test client."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from notifications.models import CapturedEmail
from tests.conftest import work

PASSWORD = "two desks apart"
TOTP_STEP = 59_000_000
"""The time step of one-time codes that the fixture `frozen_totp_step` freezes."""


def totp_code(secret: str, step: int = TOTP_STEP) -> str:
    """Return the code that an authenticator app shows at that time step."""
    return format_hotp_value(hotp_value(secret, step))


def sign_up(client: Client, path: str = "/accounts/signup/", **fields: str) -> HttpResponse:
    data = {"name": "Nina Nuova", "email": "nina@example.org", "password1": PASSWORD}
    return client.post(path, data | fields)


def sign_in(client: Client, address: str = "nina@example.org") -> HttpResponse:
    return client.post("/accounts/login/", {"login": address, "password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def reauthenticate(client: Client) -> HttpResponse:
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def activate_totp(client: Client) -> str:
    """Set up the authenticator app; return its secret."""
    reauthenticate(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    return secret


def latest_email_text(address: str = "nina@example.org") -> str:
    work()
    return CapturedEmail.objects.filter(to=address).latest("pk").text


def find_code(mail: str) -> str:
    return re.search(r"^([B-Z]{4}-[B-Z]{4})$", mail, re.MULTILINE)[1]


def find_link(mail: str) -> str:
    return re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail)[1]


def confirm(client: Client, password: str = PASSWORD, address: str = "nina@example.org") -> HttpResponse:
    """Open the newest confirmation link and enter the password of the sign-up."""
    return client.post(find_link(latest_email_text(address)), {"password": password})


def subjects(address: str = "nina@example.org") -> list[str]:
    work()
    return list(CapturedEmail.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))
