"""The cards of one's own connections: address, since when, and what can be done."""

from __future__ import annotations

import pytest

from network.members.models import Connection, Member


@pytest.fixture
def page(anna, bruno, client_for):
    """Anna's list of connections as text, after a change of Bruno's row."""

    def read(**columns: object) -> str:
        Member.objects.filter(pk=bruno.pk).update(**columns)
        return client_for(anna).get("/connections/").content.decode()

    Connection.objects.connect(anna, bruno)
    return read


@pytest.mark.parametrize("shared", [True, False])
def test_the_address_where_it_is_shared(page, shared):
    assert ('href="mailto:bruno@example.org"' in page(share_address=shared)) is shared


def test_since_when(page):
    assert 'Connected since <time datetime="2026-11-22T09:00+00:00">22 November</time>' in page()


def test_remove_and_block_with_what_follows(page):
    menu = page().split('<details class="menu member-menu"')[1].split("</details>")[0]
    assert 'formaction="/connections/bruno/remove/"' in menu
    assert 'formaction="/members/bruno/block/"' in menu
    for verb in ("remove", "block"):
        assert f'aria-describedby="{verb}-bruno"' in menu
        assert f'id="{verb}-bruno"' in menu


def test_a_deactivated_member_can_only_be_removed(page):
    text = page(is_active=False)
    assert 'formaction="/connections/bruno/remove/"' in text
    assert 'formaction="/members/bruno/block/"' not in text
    assert "mailto:bruno@example.org" not in text
