"""Where a request comes from: the network of the client, and the device cookie of a browser that has signed in before."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from network.common.hashing import keyed_hash
from network.members.models import DeviceCookie, Member, Origin

ID_LENGTH = 40
IPV4_PREFIX, IPV6_PREFIX = 24, 64


def network_of(request: HttpRequest) -> str:
    """The network of the client: /24 of an IPv4 address, /64 of an IPv6 address."""
    client = get_adapter().get_client_ip(request)
    try:
        address = ip_address(client)
    except ValueError:
        return str(client)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ip_network(f"{address}/{prefix}", strict=False))


def origin_of(request: HttpRequest) -> Origin:
    return Origin(keyed_hash("members.network", network_of(request)), device_digest(request))


def device_digest(request: HttpRequest) -> str:
    """The keyed hash of the browser's device cookie; empty where it has none."""
    cookie = request.COOKIES.get(_cookie_name(), "")
    return keyed_hash("members.device_cookie", cookie) if len(cookie) == ID_LENGTH else ""


def remember_device(request: HttpRequest, response: HttpResponse, member: Member) -> None:
    """Give the browser a new device cookie after a complete sign-in; it takes the place of the one before."""
    if old := device_digest(request):
        DeviceCookie.objects.of(member).filter(digest=old).delete()
    cookie = get_random_string(ID_LENGTH)
    DeviceCookie.objects.create(member=member, digest=keyed_hash("members.device_cookie", cookie))
    response.set_cookie(
        _cookie_name(), cookie, max_age=DeviceCookie.LIFE, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip


def forget_devices(member: Member) -> None:
    """Void every device cookie of the member."""
    DeviceCookie.objects.of(member).delete()


def prune() -> None:
    DeviceCookie.objects.expired().delete()


def _cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"
