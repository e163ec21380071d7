"""bin/screens before it takes a picture: no page is forgotten, and each picture has a place."""

import pytest

from tests.authz.table import _names, get_resolver
from tests.bin.scripts import load


@pytest.fixture
def shots():
    return load("shots")


@pytest.fixture
def names():
    return set(_names(get_resolver().url_patterns)) - {"None"}


def test_every_page_is_photographed_or_excused(shots, names):
    assert shots.missing(names) == set()


def test_a_new_page_is_missed(shots, names):
    assert shots.missing(names | {"invitations:somewhere-new"}) == {"invitations:somewhere-new"}


def test_nothing_is_photographed_or_excused_that_is_not_there(shots, names):
    known = {shot.url for shot in shots.SHOTS if not shot.url.startswith("/")} | set(shots.NO_PAGE)
    assert known - names == set()


def test_no_page_is_excused_and_photographed(shots):
    assert not {shot.url for shot in shots.SHOTS} & set(shots.NO_PAGE)


def test_each_picture_has_a_name_of_its_own(shots):
    files = [shots.file_name(shot, look) for shot in shots.SHOTS for look in shots.LOOKS]
    assert len(files) == len(set(files)) == 12 * len(shots.SHOTS)


@pytest.mark.parametrize(
    ("only", "number"),
    [
        ([], None),
        (["received"], 12),
        (["received-360-dark-rtl"], 1),
        (["nowhere"], 0),
        (["login", "reset"], 24),
    ],
)
def test_some_can_be_chosen(shots, only, number):
    assert len(shots.chosen(only)) == (12 * len(shots.SHOTS) if number is None else number)
