"""What the DNS says about the domain in the From header, without which other servers take e-mails for forgeries."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

import dns.exception
import dns.resolver
from django.conf import settings
from publicsuffixlist import PublicSuffixList

from network.web.checks.finding import Finding, ok, warning

SECONDS = 4


def sender_domain() -> Iterator[Finding]:
    """SPF, DMARC, and where answers go. Nothing is said where no name server answers."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    organisation = PublicSuffixList().privatesuffix(domain)
    if organisation is None:
        yield ok(f"{domain} is no public domain.")
        return
    try:
        yield from _findings(domain, organisation)
    except dns.exception.DNSException as problem:
        yield ok(f"The DNS of {domain} was not asked: {type(problem).__name__}.")


def _findings(domain: str, organisation: str) -> Iterator[Finding]:
    problems = {
        f"{domain} has no SPF record (TXT v=spf1 …), which says who may send its mail.": not _texts(
            domain, "v=spf1"
        ),
        f"{organisation} has no DMARC record (TXT v=DMARC1 … at _dmarc.{organisation}).": not any(
            _texts(f"_dmarc.{name}", "v=DMARC1") for name in dict.fromkeys((domain, organisation))
        ),
        f"{domain} takes no mail (no MX, A or AAAA record), so servers may refuse its own.": not any(
            _records(domain, kind) for kind in ("MX", "A", "AAAA")
        ),
    }
    found = [warning(text) for text, is_so in problems.items() if is_so]
    yield from found or [ok(f"{domain} has SPF, DMARC and a mail server.")]


def _texts(name: str, begin: str) -> list[str]:
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in _records(name, "TXT")]
    return [text for text in texts if text.lower().startswith(begin.lower())]


def _records(name: str, kind: str) -> list[Any]:
    """The records of a name, none where it has none. Raises `DNSException` where nobody answers."""
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
