"""The home page, health checks, webhooks, and paths without a URL name."""

from __future__ import annotations

from bin.page_catalogue.definitions import Screen, Url, Visit

URLS = [
    Url(
        "home",
        get="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("member", "home"),
            Visit("anonymous", "landing"),
            Visit("new_member", "home"),
        ],
        screens=[
            Screen("landing", ""),
            Screen("home"),
            Screen("home-empty", "nina"),
            Screen("home-limited", "rosa"),
        ],
    ),
    Url(
        "suggestions",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "suggestions"),
        ],
        screens=[
            Screen("suggestions"),
            Screen("suggestions-empty", "nina"),
        ],
    ),
    Url("healthz", get="200 200 200 200 200 200 200", public=True, no_page="text for machines"),
    Url("readyz", get="200 200 200 200 200 200 200", public=True, no_page="text for machines"),
    Url("metrics", get="404 404 404 404 404 404 404", public=True, no_page="text for machines"),
    Url("robots", get="200 200 200 200 200 200 200", public=True, no_page="text for machines"),
    Url("security_txt", get="200 200 200 200 200 200 200", public=True, no_page="text for machines"),
    Url("site:logo", argument="digest", get="404 404 404 404 404 404 404", public=True, no_page="a picture"),
    Url("site:icon", argument="digest", get="404 404 404 404 404 404 404", public=True, no_page="a picture"),
    Url(
        "site:stylesheet",
        argument="digest",
        get="404 404 404 404 404 404 404",
        public=True,
        no_page="a stylesheet",
    ),
    Url(
        "site:page",
        argument="legal page",
        get="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "imprint", target="imprint"),
        ],
        no_screen="a text of the host",
    ),
    Url(
        "members:accept_terms",
        get="302 404 404 404 404 404 404",
        post="302 404 404 404 404 404 404",
        no_page="needs terms, see tests/site/test_terms.py",
    ),
    Url("theme", post="302 302 302 302 302 302 302", public=True),
    Url("set_language", post="302 302 302 302 302 302 302", public=True),
    Url(
        "anymail:postmark_tracking_webhook",
        head="200 200 200 200 200 200 200",
        post="400 400 400 400 400 400 400",
        public=True,
    ),
    Url(
        "/screens/400/",
        screens=[
            Screen("error-400", ""),
        ],
    ),
    Url(
        "/screens/403/",
        screens=[
            Screen("error-403", ""),
        ],
    ),
    Url(
        "/screens/429/",
        screens=[
            Screen("error-429", ""),
        ],
    ),
    Url(
        "/screens/500/",
        screens=[
            Screen("error-500", ""),
        ],
    ),
    Url(
        "/screens/503/",
        screens=[
            Screen("error-503", ""),
        ],
    ),
    Url(
        "/screens/stale/",
        screens=[
            Screen("error-csrf", ""),
        ],
    ),
    Url(
        "/nothing/here/",
        visits=[
            Visit("anonymous", "not-found"),
        ],
        screens=[
            Screen("error-404", ""),
        ],
    ),
    Url(
        "/members/nobody-of-this-name/",
        visits=[
            Visit("member", "not-found"),
        ],
        screens=[
            Screen("error-404-member"),
        ],
    ),
    Url(
        "/theme/",
        screens=[
            Screen("error-405", ""),
        ],
    ),
]
