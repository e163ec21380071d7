"""What a profile shows of a member, and what can be done there."""

from __future__ import annotations

import pytest

from invitations.models import Block
from network.members.models import Connection


def profile(client_for, viewer, person) -> str:
    return client_for(viewer).get(f"/members/{person.handle}/").content.decode()


def test_the_facts_of_a_connection(anna, bruno, client_for):
    Connection.objects.connect(anna, bruno)
    page = profile(client_for, anna, bruno)
    for fact in ("E-mail", "Connections", "Connected since", "Joined"):
        assert f"<dt>{fact}</dt>" in page
    assert 'formaction="/connections/bruno/remove/"' in page


def test_the_facts_of_others(anna, bruno, client_for):
    page = profile(client_for, anna, bruno)
    assert page.count("<dt>") == 1
    assert "<dt>Joined</dt>" in page
    assert 'formaction="/connections/bruno/remove/"' not in page
    assert 'formaction="/members/bruno/block/"' in page


def test_ones_own_profile(anna, client_for):
    page = profile(client_for, anna, anna)
    assert "A few words about you will appear here." in page
    assert 'href="/settings/profile/">Edit profile' in page
    assert "member-menu" not in page


@pytest.mark.parametrize("blocker", ["anna", "bruno"])
def test_only_the_blocker_sees_the_block(anna, bruno, client_for, blocker):
    blocking, blocked = {"anna": (anna, bruno), "bruno": (bruno, anna)}[blocker]
    Block.objects.block(blocking, blocked)
    page = profile(client_for, anna, bruno)
    assert ("You blocked" in page) is (blocker == "anna")
    assert ("member-menu" in page) is (blocker == "bruno")
