"""What a recipient reads of profile fields that both have, beside the reason that the sender chose."""

from __future__ import annotations

import pytest

from network.members.models import ProfileField
from tests.conftest import invite, response_snapshot
from tests.members.fields import give, make_field


def class_of(anna, bruno, theirs="1998", **columns) -> ProfileField:
    field = make_field(**{"kind": "year", "is_compared": True, "same_labels": {"en": "same class"}} | columns)
    give(anna, field, "1998")
    give(bruno, field, theirs)
    return field


def shown(client_for, anna, bruno, reason="classmate") -> list[bool]:
    invitation = invite(anna, bruno, reason=reason)
    paths = ("/", "/invitations/", invitation.get_absolute_url())
    return ["same class" in client_for(bruno).get(path).content.decode() for path in paths]


@pytest.mark.parametrize("reason", ["classmate", "colleague"])
def test_the_same_value_is_named_beside_the_reason(anna, bruno, client_for, reason):
    class_of(anna, bruno)
    assert shown(client_for, anna, bruno, reason) == [True, True, True]


@pytest.mark.parametrize("columns", [{"theirs": "1999"}, {"is_compared": False}, {"visible_to": "connections"}, {"visible_to": "staff"}, {"is_hidden": True}])  # fmt: skip
def test_nothing_is_said_of_what_differs_or_the_recipient_may_not_see(anna, bruno, client_for, columns):
    class_of(anna, bruno, **columns)
    assert not any(shown(client_for, anna, bruno))


def test_nothing_is_said_beside_other_reasons(anna, bruno, client_for):
    class_of(anna, bruno)
    assert not any(shown(client_for, anna, bruno, "friend"))


def test_two_members_without_a_value_have_nothing_in_common(anna, bruno, client_for):
    make_field(is_compared=True, same_labels={"en": "same class"})
    assert not any(shown(client_for, anna, bruno))


def test_the_sender_gets_the_same_pages_whatever_the_recipient_has(anna, bruno, client_for):
    field = class_of(anna, bruno, visible_to="connections")
    invitation, browser = invite(anna, bruno, reason="classmate"), client_for(anna)
    paths = ("/", "/invitations/sent/", invitation.get_absolute_url(), "/members/", "/members/bruno/")
    before = [response_snapshot(browser.get(path)) for path in paths]
    for value in ("1999", ""):
        give(bruno, field, value)
        assert [response_snapshot(browser.get(path)) for path in paths] == before
