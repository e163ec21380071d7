"""Template tags for e-mail addresses: people read a domain in its own script."""

from __future__ import annotations

from email.utils import parseaddr

from django import template
from django.conf import settings

from network.common.addresses import readable_address

register = template.Library()


@register.filter
def readable(address: str | None) -> str:
    return readable_address(address or "")


@register.simple_tag
def contact_address() -> str:
    """The address to which people write: that of `DEFAULT_FROM_EMAIL`."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
