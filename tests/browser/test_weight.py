"""What the pages of the demo weigh as they are served for real, and that nothing in them moves while they come."""

from __future__ import annotations

import pytest

from bench import pages, server
from network.demo import demo_data

pytestmark = pytest.mark.browser

FIRST, NEXT = 60_000, 15_000
"""Bytes of HTML, styles and scripts: with nothing in the cache, and on every page after the first."""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with server.demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture(autouse=True)
def site():
    """The demo has a database and settings of its own."""


@pytest.mark.parametrize("who", ["", "anna@example.org"], ids=["anybody", "anna"])
def test_no_page_is_heavy_and_none_moves(browser, url, who):
    kept = pages.sign_in(browser, url, who, demo_data.PASSWORD) if who else None
    paths = pages.paths_from(browser, url, kept)
    assert len(paths) > (15 if who else 3)
    first = pages.first_look(browser, url, paths[0], kept)
    visit = pages.Watcher(browser.new_context(base_url=url, storage_state=kept))
    visit.look(paths[0])
    later = [visit.look(path) for path in paths]
    styles_and_scripts = first.bytes - later[0].bytes
    assert first.bytes <= FIRST
    assert [look for look in later if look.bytes > NEXT or styles_and_scripts + look.bytes > FIRST] == []
    assert [look for look in later if look.moved] == []
