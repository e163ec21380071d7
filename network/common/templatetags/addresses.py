"""Template tags for e-mail addresses: people read a domain in its own script."""

from __future__ import annotations

from django import template

from network.common.addresses import readable_address

register = template.Library()


@register.filter
def readable(address: str | None) -> str:
    return readable_address(address or "")
