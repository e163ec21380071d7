"""“This wasn’t me”: the link in the letter about an account closes it and frees the address."""

import pytest

from network.members.models import Member
from tests.conftest import mails, work
from tests.invitations.conftest import ADDRESS, FORM, newest_link, nina
from tests.members.account import is_signed_in


@pytest.fixture
def not_me(join_link, client):
    client.post(join_link, FORM)
    work()
    return newest_link("/not-me/")


def test_the_page_names_the_account_and_changes_nothing(not_me, client_for):
    assert "<bdi>Nina Nuova</bdi>" in client_for().get(not_me).content.decode()
    assert nina().is_active


def test_one_press_closes_the_account(not_me, client, client_for):
    response = client_for().post(not_me, follow=True)
    assert "The account is closed" in response.content.decode()
    assert not is_signed_in(client)
    work()
    assert nina() is None


def test_pressing_twice_is_the_same(not_me, client_for):
    for _ in range(2):
        assert client_for().post(not_me)["Location"] == not_me


def test_the_address_is_free_and_a_new_link_works(not_me, join_link, client_for):
    client_for().post(not_me)
    work()
    assert "This link no longer works" in client_for().get(join_link).content.decode()
    client_for().post(f"{join_link}again/")
    work()
    assert client_for().post(newest_link("/join/"), FORM).status_code == 302
    assert nina().is_active


def test_it_works_for_two_weeks(not_me, client_for, clock):
    clock.move(days=14)
    assert client_for().get(not_me).status_code == 404


def test_it_closes_no_administrator(not_me, client_for):
    Member.objects.filter(email=ADDRESS).update(is_superuser=True)
    assert client_for().post(not_me).status_code == 404


def test_it_closes_the_account_even_if_it_has_another_address_now(not_me, client_for):
    Member.objects.filter(email=ADDRESS).update(email="mallory@example.net")
    client_for().post(not_me)
    assert not Member.objects.filter(email="mallory@example.net", is_active=True).exists()


def test_the_letter_goes_to_the_invited_address_even_if_the_account_has_another_by_now(join_link, client):
    """Whoever opened the account with a forwarded link would otherwise get the warning."""
    client.post(join_link, FORM)
    Member.objects.filter(email=ADDRESS).update(email="mallory@example.net")
    work()
    assert mails("mallory@example.net") == []
    assert f"<bdi>{ADDRESS}</bdi>" in mails(ADDRESS)[-1].html
    assert "/not-me/" in mails(ADDRESS)[-1].text
