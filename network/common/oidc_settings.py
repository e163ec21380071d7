"""The settings that name the sign-in provider of the house (OpenID Connect)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from network.common.site_url import host_of, is_loopback

ISSUER_LENGTH, NAME_LENGTH = 200, 40


class InvalidOIDCSettings(ValueError):
    """The message is one sentence that names the setting and contains no secret."""


@dataclass(frozen=True)
class SignInProvider:
    """Where members sign in besides with a password or a passkey. `domains` are those whose addresses it gives out."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    domains: frozenset[str]

    def owns(self, address: str) -> bool:
        """Whether the provider gives out this canonical address; a subdomain is another domain."""
        return address.rpartition("@")[2] in self.domains


def read(
    issuer: str, client_id: str, client_secret: str, name: str, domains: Iterable[str], *, is_local: bool
) -> SignInProvider | None:
    """The provider; None without an issuer. Raises `InvalidOIDCSettings`."""
    domains = [domain.strip() for domain in domains if domain.strip()]
    if not issuer:
        given = {"CLIENT_ID": client_id, "CLIENT_SECRET": client_secret, "NAME": name, "DOMAINS": domains}
        for setting in (setting for setting, value in given.items() if value):
            raise InvalidOIDCSettings(f"OIDC_{setting} needs OIDC_ISSUER, the URL of the provider.")
        return None
    _check_issuer(issuer, is_local)
    for setting, value in {"CLIENT_ID": client_id, "CLIENT_SECRET": client_secret}.items():
        if not value or not value.isprintable():
            raise InvalidOIDCSettings(f"OIDC_{setting} must be given with OIDC_ISSUER, as one line.")
    name = name.strip() or urlsplit(issuer).hostname or ""
    if not name.isprintable() or len(name) > NAME_LENGTH:
        raise InvalidOIDCSettings(f"OIDC_NAME must be one line with up to {NAME_LENGTH} characters.")
    return SignInProvider(issuer, client_id, client_secret, name, frozenset(map(_read_domain, domains)))


def _check_issuer(issuer: str, is_local: bool) -> None:
    try:
        parts = urlsplit(issuer)
        parts.port  # noqa: B018  reading it checks it
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or not re.fullmatch(r"[!-~]+", issuer) or len(issuer) > ISSUER_LENGTH:
        raise InvalidOIDCSettings(
            "OIDC_ISSUER must be a URL such as https://login.example.org/realms/school."
        )
    if parts.query or parts.fragment or parts.username is not None or "?" in issuer or "#" in issuer:
        raise InvalidOIDCSettings("OIDC_ISSUER must be a URL without a user, a query and a fragment.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local and is_loopback(issuer)):
        raise InvalidOIDCSettings(
            "OIDC_ISSUER must begin with https://, or whoever is between could sign in as anybody."
        )


def _read_domain(text: str) -> str:
    """The domain as canonical addresses have it; nobody owns a public suffix such as com."""
    try:
        domain = "" if re.search(r"[@:/?#\[\]\s]", text) else host_of(urlsplit(f"https://{text}"))
    except ValueError:
        domain = ""
    if not domain or PublicSuffixList().privatesuffix(domain) is None:
        raise InvalidOIDCSettings(
            f"OIDC_DOMAINS must be domains such as school.example, separated by commas: not {text}."
        )
    return domain
