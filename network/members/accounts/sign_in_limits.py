"""Limits on failed sign-ins: passwords, and codes of the second step.

Whoever tries the passwords of another person must not keep them out, so attempts count per address and network, and
per address alone with a far higher limit. A browser in which the member has signed in before (device cookie) has a
limit of its own. The limits are in `ACCOUNT_RATE_LIMITS`; an attempt that succeeds is taken back.
"""

from __future__ import annotations

from allauth.core.internal.ratelimit import RateLimitUsage, clear, consume
from django.http import HttpRequest

from network.members.accounts.devices import device_digest, network_of
from network.members.models import DeviceCookie, Member
from network.members.models.device_cookie import DeviceCookieQuerySet

APP = "allauth.account"


def count_password_attempt(request: HttpRequest, address: str) -> RateLimitUsage | None:
    """Count an attempt with the password of this address; None above a limit. The same queries for every address."""
    return _count(request, address, DeviceCookie.objects.with_address(address))


def count_code_attempt(request: HttpRequest, member: Member) -> RateLimitUsage | None:
    """Count an attempt with a one-time code of this member; None above a limit."""
    return _count(request, f"code of {member.pk}", DeviceCookie.objects.of(member))


def clear_password_attempts(request: HttpRequest, address: str) -> None:
    """Forget the failures for this address in this network, where its owner has chosen a new password by e-mail.

    Those from elsewhere stay: a stranger who has used them up would otherwise see that the address has an account, and
    which other address is of the same member.
    """
    clear(request, app=APP, action="login_failed_address_network", key=_pair(request, address))


def _count(request: HttpRequest, subject: str, devices: DeviceCookieQuerySet) -> RateLimitUsage | None:
    if device := _device_of(request, devices):
        return consume(request, app=APP, action="login_failed_device", key=device.digest)
    keys = {
        "login_failed_network": network_of(request),
        "login_failed_address_network": _pair(request, subject),
        "login_failed_address": subject,
    }
    usage = RateLimitUsage([])
    for action, key in keys.items():
        counted = consume(request, app=APP, action=action, key=key)
        if counted is None:
            return None
        usage.usage += counted.usage
    return usage


def _device_of(request: HttpRequest, devices: DeviceCookieQuerySet) -> DeviceCookie | None:
    """The device cookie of this browser, if it is one of these."""
    digest = device_digest(request)
    return devices.valid().filter(digest=digest).first() if digest else None


def _pair(request: HttpRequest, subject: str) -> str:
    return f"{subject} {network_of(request)}"
