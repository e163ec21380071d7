"""The portraits and texts of the demo members."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from network.demo import demo_data, portraits
from network.demo.profiles import PROFILES
from network.members.people.images import SIDE


def test_everybody_has_a_profile():
    assert list(PROFILES) == [person.handle for person in demo_data.PEOPLE]


@pytest.mark.parametrize("handle", PROFILES)
def test_a_portrait_is_a_small_photo_and_always_the_same(handle):
    avatar = portraits.draw(PROFILES[handle].portrait)
    assert avatar == portraits.draw(PROFILES[handle].portrait)
    with Image.open(BytesIO(avatar.image)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (SIDE, SIDE))
    assert len(avatar.image) < 8_000


def test_no_two_portraits_are_the_same():
    assert len({portraits.draw(profile.portrait) for profile in PROFILES.values()}) == len(PROFILES)


def test_every_style_and_beard_is_known():
    known = portraits.BEHIND.keys() | portraits.BEFORE.keys() | {"curls"}
    assert {profile.portrait.style for profile in PROFILES.values()} == known
    assert {profile.portrait.beard for profile in PROFILES.values()} == {"", "full", "moustache"}
