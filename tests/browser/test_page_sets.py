"""The visits of the page catalogue are possible, and the pages of the admin complete."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import resolve

from bin.page_catalogue import CATALOGUE, URLS
from network.members.models import Member
from tests.authz.table import url_names
from tests.browser.page_sets import PAGE_SETS, PageSet, permitted_pages, visits

ADMIN_PAGES = ("changelist", "add", "history", "delete", "change")


def visited(page_set: PageSet) -> set[str]:
    """The names of the URLs of its pages."""
    return {resolve(urlsplit(path).path).view_name for path in page_set.pages.values()}


def forbidden_pages(superuser: Member) -> set[str]:
    """The names of the pages of models that nobody may open."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ADMIN_PAGES
        if page not in permitted_pages(model, superuser)
    }


def test_every_page_set_of_the_catalogue_exists():
    assert {visit.page_set for url in URLS for visit in url.visits} == set(PAGE_SETS) - {"error_pages"}


@pytest.mark.parametrize("name", ["member", "anonymous", "second_factor", "new_member", "demo"])
def test_a_page_set_has_all_its_visits(browser_data, name):
    page_set = PAGE_SETS[name](browser_data)
    assert set(page_set.pages) == {visit.name for _url, visit in visits(name)}
    assert len(set(page_set.pages.values())) == len(list(visits(name)))


def test_every_page_of_the_admin_is_visited(everything):
    page_set = PAGE_SETS["staff"](everything)
    names = {name for name in url_names() if name.startswith("admin:")}
    no_pages = {url.name for url in URLS if url.no_page}
    assert names - visited(page_set) == (forbidden_pages(page_set.member) | no_pages) & names
    assert not visited(page_set) - set(CATALOGUE) - names
