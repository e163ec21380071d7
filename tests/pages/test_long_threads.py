"""A long thread is shown in pages, from the newest messages back, on both halves alike."""

from __future__ import annotations

import re
from html import unescape

import pytest

from invitations.models import Message
from invitations.views.lists import THREAD_SIZE
from tests.conftest import invite

COUNT = 2 * THREAD_SIZE + 7


@pytest.fixture
def invitation(anna, bruno, clock):
    """Bruno has replied far more often than fits on a page."""
    invitation = invite(anna, bruno)
    Message.objects.bulk_create(
        Message(
            invitation=invitation, number=n, kind="reply", author=bruno, text=f"Reply {n}.", at=clock.now()
        )
        for n in range(1, COUNT + 1)
    )
    return invitation


def shown(page: str) -> list[int]:
    """The numbers of the replies on a page, in its order."""
    return [int(number) for number in re.findall(r"Reply (\d+)\.", page)]


def link(page: str, label: str) -> str | None:
    found = re.search(rf'href="([^"]+)">{label}<', page)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize("viewer", ["anna", "bruno"])
def test_the_newest_come_first_and_links_lead_to_all_of_them(request, invitation, client_for, viewer):
    browser, numbers = client_for(request.getfixturevalue(viewer)), []
    url = invitation.get_absolute_url()
    sizes = []
    while url:
        page = browser.get(url).content.decode()
        numbers, url = shown(page) + numbers, link(page, "Earlier messages")
        sizes.append(len(shown(page)))
    assert numbers == list(range(1, COUNT + 1))
    assert sizes == [THREAD_SIZE, THREAD_SIZE, 7]
    assert link(page, "Newest messages") == invitation.get_absolute_url()


@pytest.mark.parametrize("viewer", ["anna", "bruno"])
def test_a_short_thread_has_one_page(request, invitation, client_for, viewer):
    Message.objects.filter(number__gt=THREAD_SIZE).delete()
    page = client_for(request.getfixturevalue(viewer)).get(invitation.get_absolute_url()).content.decode()
    assert len(shown(page)) == THREAD_SIZE
    assert (link(page, "Earlier messages"), link(page, "Newest messages")) == (None, None)


@pytest.mark.parametrize("viewer", ["anna", "bruno"])
def test_the_number_of_queries_does_not_grow(
    request, invitation, client_for, viewer, django_assert_max_num_queries
):
    browser = client_for(request.getfixturevalue(viewer))
    with django_assert_max_num_queries(1000) as long:
        browser.get(invitation.get_absolute_url())
    Message.objects.filter(number__gt=2).delete()
    with django_assert_max_num_queries(1000) as short:
        browser.get(invitation.get_absolute_url())
    assert len(long) == len(short)


@pytest.mark.parametrize("viewer", ["anna", "bruno"])
def test_an_invented_cursor_is_not_found(request, invitation, client_for, viewer):
    browser = client_for(request.getfixturevalue(viewer))
    assert browser.get(f"{invitation.get_absolute_url()}?before=invented").status_code == 404


def test_links_lead_to_the_page_after_an_error_too(invitation, anna, bruno, client_for):
    url = invitation.get_absolute_url()
    page = client_for(bruno).post(f"{url}reply/", {"text": ""}).content.decode()
    assert link(page, "Earlier messages").startswith(f"{url}?before=")


def test_links_stay_with_the_persona(invitation, client_for):
    page = client_for().get(f"/as/bruno{invitation.get_absolute_url()}").content.decode()
    assert link(page, "Earlier messages").startswith(f"/as/bruno{invitation.get_absolute_url()}?before=")


def test_a_profile_shows_the_newest(invitation, anna, bruno, client_for):
    page = client_for(bruno).get(anna.get_absolute_url()).content.decode()
    assert shown(page) == list(range(COUNT - 19, COUNT + 1))
    assert link(page, "Earlier messages") is None
