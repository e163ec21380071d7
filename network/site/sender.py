"""The From of e-mails: the name of the site, and the address of DEFAULT_FROM_EMAIL."""

from __future__ import annotations

from email.utils import formataddr, parseaddr

from django.conf import settings

from network.site.record import current


def from_header() -> str:
    """As it stands in a message: a name that is not plain ASCII words is quoted or encoded."""
    return formataddr((current().name, from_address()))


def from_text() -> str:
    """As people read it."""
    return f"{current().name} <{from_address()}>"


def from_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
