"""The transferred size and the layout shift of the demo's pages."""

from __future__ import annotations

import pytest

from bench import pages, server
from network.demo import demo_data

pytestmark = [pytest.mark.browser, pytest.mark.run_first]

MAX_FIRST, MAX_NEXT = 60_000, 15_000
"""Bytes of HTML, CSS and JavaScript: with an empty cache, and on every later page."""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with server.demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture(autouse=True)
def site():
    """Replaces the fixture `site`: the demo has its own database and settings."""


@pytest.mark.parametrize("address", ["", "anna@example.org"], ids=["anonymous", "anna"])
def test_no_page_is_too_large_or_shifts(browser, url, address):
    session = pages.sign_in(browser, url, address, demo_data.PASSWORD) if address else None
    paths = pages.crawl(browser, url, session)
    assert len(paths) > (15 if address else 3)
    first = pages.measure_uncached(browser, url, paths[0], session)
    monitor = pages.PageMonitor(browser.new_context(base_url=url, storage_state=session))
    monitor.measure(paths[0])
    later = [monitor.measure(path) for path in paths]
    assets = first.bytes - later[0].bytes
    assert first.bytes <= MAX_FIRST
    assert [page for page in later if page.bytes > MAX_NEXT or assets + page.bytes > MAX_FIRST] == []
    assert [page for page in later if page.layout_shift] == []
