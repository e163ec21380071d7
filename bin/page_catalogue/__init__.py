"""Every URL of the site, once: who may see it, how the browser tests visit it, which screenshots are taken of it.

Used by tests/authz (statuses), tests/browser (visits) and bin/screens (screenshots). Imports nothing of Django. To add a URL,
add an `Url` to the module of its app; tests/bin/test_page_catalogue.py says what is missing.
"""

from __future__ import annotations

import re

from bin.page_catalogue import (
    accounts,
    admin,
    demo,
    invitations,
    members,
    notifications,
    oidc,
    second_factors,
    site,
)
from bin.page_catalogue.definitions import ROLES, Screen, Url, Visit

__all__ = ["CATALOGUE", "ROLES", "Screen", "Url", "Visit", "problems"]

_MODULES = (site, accounts, second_factors, oidc, members, invitations, notifications, demo, admin)
URLS = [url for module in _MODULES for url in module.URLS]
CATALOGUE = {url.name: url for url in URLS}
"""URL name or path → `Url`."""

_MODEL_PAGE = re.compile(r"admin:\w+_(changelist|add|change|history|delete)")


def problems(names: set[str], urls: list[Url] = URLS) -> list[str]:
    """A sentence for every error of the catalogue. `names` are the names of all URLs of the site.

    The pages that Django's admin makes for each model need no entry.
    """
    listed = [url.name for url in urls]
    missing = sorted(name for name in names - set(listed) if not _MODEL_PAGE.fullmatch(name))
    unknown = [url.name for url in urls if not url.is_path and url.name not in names]
    return [
        *(f"{name} is not in bin/page_catalogue: add an Url to the module of its app" for name in missing),
        *(f"{name} is in bin/page_catalogue, but no URL has this name" for name in unknown),
        *(f"{name} is in bin/page_catalogue twice" for name in set(listed) if listed.count(name) > 1),
        *(f"{url.name} {problem}" for url in urls for problem in _problems_of(url)),
    ]


def _problems_of(url: Url) -> list[str]:
    checks = {
        "has neither statuses nor access_tested_in": not (
            url.is_path or url.statuses or url.access_tested_in
        ),
        "has both statuses and access_tested_in": url.statuses and url.access_tested_in,
        "has both no_page and visits, screens, or a reason for none": url.no_page
        and (url.visits or url.screens or url.no_visit or url.no_screen),
        "has both visits and no_visit": url.visits and url.no_visit,
        "has both screens and no_screen": url.screens and url.no_screen,
        "has neither visits nor no_visit": url.is_page and not (url.is_path or url.visits or url.no_visit),
        "has neither screens nor no_screen": url.is_page
        and not (url.is_path or url.screens or url.no_screen),
    }
    return [problem for problem, failed in checks.items() if failed]
