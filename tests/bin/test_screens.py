"""The list of pages of bin/screens: complete, and with distinct file names."""

import pytest

from tests.authz.table import _names, get_resolver
from tests.bin.scripts import load


@pytest.fixture
def pages():
    return load("screens_pages")


@pytest.fixture
def names():
    return set(_names(get_resolver().url_patterns)) - {"None"}


def test_every_page_has_a_screen_or_a_reason_for_none(pages, names):
    assert pages.missing_pages(names) == set()


def test_a_new_page_is_missing(pages, names):
    assert pages.missing_pages(names | {"invitations:somewhere-new"}) == {"invitations:somewhere-new"}


def test_every_listed_name_is_a_url_name(pages, names):
    listed = {screen.url for screen in pages.SCREENS if not screen.url.startswith("/")} | set(pages.NO_PAGE)
    assert listed - names == set()


def test_no_page_has_both_a_screen_and_a_reason_for_none(pages):
    assert not {screen.url for screen in pages.SCREENS} & set(pages.NO_PAGE)


def test_file_names_are_distinct(pages):
    files = [pages.file_name(screen, variant) for screen in pages.SCREENS for variant in pages.VARIANTS]
    assert len(files) == len(set(files)) == 12 * len(pages.SCREENS)


@pytest.mark.parametrize(
    ("patterns", "number"),
    [
        ([], None),
        (["received"], 12),
        (["received-360-dark-rtl"], 1),
        (["nowhere"], 0),
        (["login", "reset"], 24),
    ],
)
def test_screens_are_selected_by_patterns(pages, patterns, number):
    assert len(pages.select(patterns)) == (12 * len(pages.SCREENS) if number is None else number)
