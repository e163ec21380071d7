"""Sessions: the list of a member's sessions, and how they are ended."""

from __future__ import annotations

import pytest
from allauth.account.signals import password_set
from allauth.usersessions.models import UserSession
from django.conf import settings as product
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from network import clock as product_clock
from network.common import jobs
from network.members.accounts.sessions import browser_label, prune
from network.members.models import Member
from tests.members.account import PASSWORD, is_signed_in, latest_email_text, sign_in, subjects

SESSIONS = "/accounts/sessions/"
PHONE_USER_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def phone_browser(nina_browser):
    """Another test client in which Nina is signed in."""
    browser = Client(headers={"user-agent": PHONE_USER_AGENT})
    sign_in(browser)
    return browser


def listed_sessions(browser) -> list[tuple[str, bool]]:
    """Return label and `is it this browser` of each listed session."""
    return [(session.label, session.is_current) for session in browser.get(SESSIONS).context["browsers"]]


def end_session(browser, label: str) -> int:
    session = next(row for row in browser.get(SESSIONS).context["browsers"] if row.label == label)
    return browser.post(f"/settings/sessions/{session.public_id}/end/").status_code


def test_both_sessions_are_listed_and_the_current_one_is_marked(nina_browser, phone_browser):
    unnamed = "Unknown browser"
    assert listed_sessions(nina_browser) == [("Safari on iPhone", False), (unnamed, True)]


def test_the_page_explains_the_consequences(nina_browser, phone_browser):
    page = nina_browser.get(SESSIONS).content.decode()
    assert "You’ll have to sign in again in that browser. You can’t undo this." in page
    assert "You’ll have to sign in again in all other browsers. You can’t undo this." in page


def test_ending_a_session_signs_that_browser_out(nina_browser, phone_browser):
    assert end_session(nina_browser, "Safari on iPhone") == 302
    assert not is_signed_in(phone_browser)
    assert is_signed_in(nina_browser)
    assert len(listed_sessions(nina_browser)) == 1


def test_ending_all_other_sessions(nina_browser, phone_browser):
    third = Client()
    sign_in(third)
    assert nina_browser.post(SESSIONS)["Location"] == SESSIONS
    assert [is_signed_in(browser) for browser in (nina_browser, phone_browser, third)] == [True, False, False]


def test_the_session_of_another_member_is_not_found(nina_browser, phone_browser, bruno, client_for):
    (public_id, *_) = [session.public_id for session in nina_browser.get(SESSIONS).context["browsers"]]
    assert client_for(bruno).post(f"/settings/sessions/{public_id}/end/").status_code == 404
    assert is_signed_in(phone_browser)


def test_the_page_does_not_contain_the_session_key(nina_browser):
    assert UserSession.objects.get().session_key not in nina_browser.get(SESSIONS).content.decode()


def test_changing_the_password_ends_other_sessions(nina_browser, phone_browser):
    data = {"oldpassword": PASSWORD, "password1": "three desks", "password2": "three desks"}
    nina_browser.post("/accounts/password/change/", data)
    assert [is_signed_in(browser) for browser in (nina_browser, phone_browser)] == [True, False]
    assert len(listed_sessions(nina_browser)) == 1
    assert UserSession.objects.count() == 1
    assert subjects() == ["Password changed"]


def test_resetting_the_password_ends_every_session(nina_browser, phone_browser):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "nina@example.org"})
    link = latest_email_text().partition("/accounts/password/reset/key/")[2].split()[0]
    page = browser.get(f"/accounts/password/reset/key/{link}", follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": "three desks", "password2": "three desks"})
    assert not UserSession.objects.exists()


def test_setting_a_first_password_ends_other_sessions(nina_browser, phone_browser, nina):
    request = RequestFactory().post("/")
    request.session, request.user = nina_browser.session, nina
    password_set.send(sender=Member, request=request, user=nina)
    assert len(listed_sessions(nina_browser)) == 1


def test_a_password_set_in_the_admin_ends_all_sessions(nina_browser, phone_browser, nina):
    nina.set_password("three desks")
    nina.save()
    nina_browser.force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    assert listed_sessions(nina_browser) == []
    assert not is_signed_in(phone_browser)


@pytest.fixture
def rotated_key(settings, nina_browser, phone_browser):
    """SECRET_KEY is changed after both browsers signed in; the old one is a fallback."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "an0ther-key-" * 6


def test_both_sessions_are_listed_after_a_key_rotation(rotated_key, nina_browser, phone_browser):
    assert len(listed_sessions(nina_browser)) == 2
    assert is_signed_in(phone_browser)
    assert [label for label, _current in listed_sessions(phone_browser)] == [
        label for label, _current in listed_sessions(nina_browser)
    ]
    prune()
    assert sorted(current for _label, current in listed_sessions(phone_browser)) == [False, True]


@pytest.mark.parametrize("request_first", [True, False])
def test_ending_all_sessions_after_a_key_rotation(rotated_key, nina_browser, phone_browser, request_first):
    if request_first:
        assert is_signed_in(phone_browser)
    nina_browser.post(SESSIONS)
    assert [is_signed_in(browser) for browser in (nina_browser, phone_browser)] == [True, False]


def test_ending_one_session_after_a_key_rotation(rotated_key, nina_browser, phone_browser):
    assert is_signed_in(phone_browser)
    assert end_session(nina_browser, "Safari on iPhone") == 302
    assert [is_signed_in(browser) for browser in (nina_browser, phone_browser)] == [True, False]


def test_concurrent_requests_after_a_key_rotation(rotated_key, nina_browser, phone_browser):
    """Both requests read the session before either stores it under its new key."""
    second_client = Client(headers={"user-agent": PHONE_USER_AGENT})
    second_client.cookies[product.SESSION_COOKIE_NAME] = phone_browser.cookies[
        product.SESSION_COOKIE_NAME
    ].value
    session = Session.objects.get(session_key=phone_browser.session.session_key)
    assert is_signed_in(phone_browser)
    session.save()
    assert is_signed_in(second_client)
    nina_browser.post(SESSIONS)
    assert [is_signed_in(browser) for browser in (nina_browser, phone_browser, second_client)] == [
        True,
        False,
        False,
    ]


def test_signing_out_deletes_the_session(nina_browser):
    nina_browser.post("/accounts/logout/")
    assert not UserSession.objects.exists()


def test_expired_sessions_are_not_listed_and_pruned(nina_browser, phone_browser):
    session = Session.objects.filter(session_key=phone_browser.session.session_key)
    session.update(expire_date=product_clock.real_now())
    assert len(listed_sessions(nina_browser)) == 1
    session.delete()
    prune()
    assert UserSession.objects.count() == 1


def test_the_daily_pruning_deletes_user_sessions(nina_browser, phone_browser):
    Session.objects.filter(session_key=phone_browser.session.session_key).delete()
    jobs.prune()
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (PHONE_USER_AGENT, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "Unknown browser"),
        ("Linux", "Linux"),
    ],
)
def test_browser_labels(user_agent, label):
    assert browser_label(user_agent) == label
