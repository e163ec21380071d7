"""Staff search suppressed addresses and lift suppressions."""

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
    ("query", "count"), [(" BRUNO@example.org", 2), ("bruno", 2), ("bruno@example", 0), ("", 3)]
)
def test_the_search_needs_a_complete_address_or_a_member_name(staff, bounced, query, count):
    assert len(staff.get(list_url(Suppression), {"q": query}).context["cl"].result_list) == count


def test_lifting_lifts_all_suppressions_of_the_address(act, bounced, anna, bruno):
    assert act("lift", bounced) == ["Lifted: 1"]
    assert Suppression.objects.standing().count() == 1
    invite(anna, bruno)
    assert mails(bruno)


def test_a_lifted_suppression_is_left_unchanged(act, bounced):
    act("lift", bounced)
    assert "was not changed" in act("lift", bounced)[0]
