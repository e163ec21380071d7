"""The links in the foot of pages and e-mails."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise

from network.common.url_patterns import url_of
from network.site.models import LegalVersion, Site

Link = tuple[str | Promise, str]


def foot_links(site: Site) -> list[Link]:
    """Label and URL of each page about the site: the one that the record names, else its own page where one is published."""
    links = [(page.label, _url(site, page)) for page in LegalVersion.Page]
    return [(label, url) for label, url in links if url]


def absolute_foot_links(site: Site) -> list[Link]:
    """The same for e-mails."""
    return [
        (label, f"{settings.SITE_URL}{url}" if url.startswith("/") else url)
        for label, url in foot_links(site)
    ]


def _url(site: Site, page: str) -> str:
    named: str = getattr(site, f"{page}_url")
    return named or (url_of("site:page", page) if page in site.pages else "")
