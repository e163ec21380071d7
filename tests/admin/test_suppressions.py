"""Staff find an address that they are asked about, and lift what stands against it."""

from __future__ import annotations

import pytest

from network import clock as product_clock
from notifications.models import Suppression
from tests.admin.conftest import list_url
from tests.conftest import invite, mails


@pytest.fixture
def bounced(bruno):
    for kind in ("bounce", "complaint"):
        Suppression.objects.record(bruno.email, kind, kind, "", product_clock.now())
    Suppression.objects.record("nobody@example.com", "bounce", "other", "", product_clock.now())
    return Suppression.objects.get(member=bruno, kind="bounce")


@pytest.mark.parametrize(
    ("typed", "found"), [(" BRUNO@example.org", 2), ("bruno", 2), ("bruno@example", 0), ("", 3)]
)
def test_a_whole_address_finds_what_stands_against_it(staff, bounced, typed, found):
    assert len(staff.get(list_url(Suppression), {"q": typed}).context["cl"].result_list) == found


def test_lifting_lifts_all_that_stands_against_the_address(act, bounced, anna, bruno):
    assert act("lift", bounced) == ["Lifted: 1"]
    assert Suppression.objects.standing().count() == 1
    invite(anna, bruno)
    assert mails(bruno)


def test_what_is_lifted_is_left(act, bounced):
    act("lift", bounced)
    assert "left as it is" in act("lift", bounced)[0]
