"""Signing in through the provider of the house, which the tests have in their settings."""

from __future__ import annotations

from bin.page_catalogue.definitions import Url, Visit

NEEDS_PROVIDER = "needs a sign-in provider, see tests/oidc"

URLS = [
    Url("oidc:begin", post="502 502 502 502 502 502 502", public=True),
    Url(
        "oidc:callback",
        get="400 400 400 400 400 400 400",
        public=True,
        no_page=NEEDS_PROVIDER,
    ),
    Url(
        "oidc:join",
        get="302 302 302 302 302 302 302",
        post="302 302 302 302 302 302 302",
        public=True,
        no_page=NEEDS_PROVIDER,
    ),
    Url(
        "oidc:confirm",
        get="302 302 302 302 302 302 302",
        post="302 302 302 302 302 302 302",
        no_page=NEEDS_PROVIDER,
    ),
    Url(
        "oidc:links",
        get="302 200 200 200 200 200 200",
        post="302 200 200 200 200 200 200",
        visits=[Visit("new_member", "linked-sign-in")],
        no_screen=NEEDS_PROVIDER,
    ),
]
