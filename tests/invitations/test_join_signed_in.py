"""A link to join that a signed-in member opens offers to add the address; only a code e-mailed to it does so."""

import pytest
from allauth.account.models import EmailAddress

from network.members.models import Member
from tests.conftest import mails, tick, work
from tests.invitations.conftest import ADDRESS
from tests.members.account import PASSWORD, find_code, latest_email_text, reauthenticate, sign_in


@pytest.fixture
def browser(carla, client):
    """Carla's, in which she has just entered her password."""
    carla.set_password(PASSWORD)
    carla.save()
    sign_in(client, carla.email)
    reauthenticate(client)
    return client


def owners() -> list[str]:
    return [row.user.handle for row in EmailAddress.objects.filter(email=ADDRESS)]


def test_the_page_names_the_account_and_masks_the_address(browser, join_link):
    text = browser.get(join_link).content.decode()
    assert "You are signed in as <bdi>Carla Longo</bdi>." in text
    assert "To get the invitation, add <bdi>n…@example.net</bdi> to your addresses." in text
    assert "Anna Ricci" in text
    assert ADDRESS not in text
    assert 'type="password"' not in text


def test_the_link_alone_adds_nothing(browser, join_link):
    assert browser.post(join_link)["Location"] == "/accounts/confirm-email/"
    assert owners() == []


def test_the_code_from_the_email_adds_the_address(browser, join_link, by_email, carla):
    browser.post(join_link)
    browser.post("/accounts/confirm-email/", {"code": find_code(latest_email_text(ADDRESS))})
    tick()
    assert owners() == ["carla"]
    assert carla.receptions.get().invitation == by_email


def test_it_opens_no_account(browser, join_link):
    browser.post(join_link, {"name": "Nina Nuova", "password1": PASSWORD})
    assert not Member.objects.filter(name="Nina Nuova").exists()


def test_the_password_is_asked_for_first(join_link, carla, client_for):
    carla.set_password(PASSWORD)
    carla.save()
    response = client_for(carla).post(join_link)
    assert response["Location"].startswith("/accounts/reauthenticate/")
    work()
    assert len(mails(ADDRESS)) == 1


def test_one_code_at_a_time_goes_to_an_address(browser, join_link):
    assert [browser.post(join_link).status_code for _ in range(2)] == [302, 302]
    work()
    assert len(mails(ADDRESS)) == 2  # the invitation and one code


def test_requests_are_limited_like_those_of_the_page_of_addresses(browser, join_link, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": "100/m/key"}
    statuses = [browser.post(join_link).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


def test_too_many_addresses_are_refused_with_a_reason(browser, join_link, settings):
    settings.ACCOUNT_MAX_EMAIL_ADDRESSES = 1
    assert browser.post(join_link)["Location"] == "/accounts/email/"
    assert browser.get("/accounts/email/").content.decode().count('class="notice notice-error"') == 1


def test_whoever_has_the_address_is_led_to_the_invitation(by_email, join_link, carla, client_for):
    carla.emailaddress_set.create(email=ADDRESS, verified=True)
    tick()
    assert client_for(carla).get(join_link)["Location"] == f"/joined/{by_email.public_id}/"


def test_an_unusable_link_is_the_same_page_for_a_member(by_email, join_link, carla, client_for):
    by_email.withdraw()
    assert "This link no longer works" in client_for(carla).get(join_link).content.decode()
