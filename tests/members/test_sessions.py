"""Where a member is signed in, and how that ends."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as product
from django.contrib.sessions.models import Session
from django.test import Client

from network import clock as product_clock
from network.common import jobs
from network.members.accounts.sessions import browser_label, prune
from tests.members.account import PASSWORD, is_in, sign_in, subjects

SESSIONS = "/accounts/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def phone(hers):
    """Another browser in which Nina is signed in."""
    browser = Client(headers={"user-agent": PHONE})
    sign_in(browser)
    return browser


def listed(browser) -> list[tuple[str, bool]]:
    return [(each.words, each.here) for each in browser.get(SESSIONS).context["browsers"]]


def end(browser, words: str) -> int:
    found = next(each for each in browser.get(SESSIONS).context["browsers"] if each.words == words)
    return browser.post(f"/settings/sessions/{found.public}/end/").status_code


def test_both_browsers_are_listed_and_this_one_is_marked(hers, phone):
    unnamed = "A browser that does not say its name"
    assert listed(hers) == [("Safari on iPhone", False), (unnamed, True)]


def test_that_it_cannot_be_undone_is_said_beforehand(hers, phone):
    page = hers.get(SESSIONS).content.decode()
    assert "It has to sign in again. It cannot be undone." in page
    assert "They have to sign in again. It cannot be undone." in page


def test_ending_one_signs_that_browser_out(hers, phone):
    assert end(hers, "Safari on iPhone") == 302
    assert not is_in(phone)
    assert is_in(hers)
    assert len(listed(hers)) == 1


def test_signing_out_everywhere_else(hers, phone):
    third = Client()
    sign_in(third)
    assert hers.post(SESSIONS)["Location"] == SESSIONS
    assert [is_in(each) for each in (hers, phone, third)] == [True, False, False]


def test_a_session_of_somebody_else_is_unknown(hers, phone, bruno, client_for):
    (public, *_) = [each.public for each in hers.get(SESSIONS).context["browsers"]]
    assert client_for(bruno).post(f"/settings/sessions/{public}/end/").status_code == 404
    assert is_in(phone)


def test_the_page_names_no_key(hers):
    assert UserSession.objects.get().session_key not in hers.get(SESSIONS).content.decode()


def test_a_new_password_ends_the_others(hers, phone):
    words = {"oldpassword": PASSWORD, "password1": "three desks", "password2": "three desks"}
    hers.post("/accounts/password/change/", words)
    assert [is_in(each) for each in (hers, phone)] == [True, False]
    assert len(listed(hers)) == 1
    assert UserSession.objects.count() == 1
    assert subjects() == ["Your password was changed"]


def test_a_password_from_the_admin_ends_all(hers, phone, nina):
    nina.set_password("three desks")
    nina.save()
    hers.force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    assert listed(hers) == []
    assert not is_in(phone)


@pytest.fixture
def rotated(settings, hers, phone):
    """Another SECRET_KEY, since both browsers signed in."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "an0ther-key-" * 6


def test_another_secret_key_leaves_both_browsers_in_the_list(rotated, hers, phone):
    assert len(listed(hers)) == 2
    assert is_in(phone)
    assert [words for words, _here in listed(phone)] == [words for words, _here in listed(hers)]
    prune()
    assert sorted(here for _words, here in listed(phone)) == [False, True]


@pytest.mark.parametrize("came", [True, False])
def test_signing_out_everywhere_finds_a_session_that_has_another_key_now(rotated, hers, phone, came):
    if came:
        assert is_in(phone)
    hers.post(SESSIONS)
    assert [is_in(each) for each in (hers, phone)] == [True, False]


def test_a_browser_that_has_another_key_now_is_ended_alone(rotated, hers, phone):
    assert is_in(phone)
    assert end(hers, "Safari on iPhone") == 302
    assert [is_in(each) for each in (hers, phone)] == [True, False]


def test_two_requests_at_once_under_another_key_are_both_in_the_list(rotated, hers, phone):
    """Both read the session before either stores it anew."""
    twin = Client(headers={"user-agent": PHONE})
    twin.cookies[product.SESSION_COOKIE_NAME] = phone.cookies[product.SESSION_COOKIE_NAME].value
    theirs = Session.objects.get(session_key=phone.session.session_key)
    assert is_in(phone)
    theirs.save()
    assert is_in(twin)
    hers.post(SESSIONS)
    assert [is_in(each) for each in (hers, phone, twin)] == [True, False, False]


def test_signing_out_leaves_nothing(hers):
    hers.post("/accounts/logout/")
    assert not UserSession.objects.exists()


def test_what_has_run_out_is_not_listed_and_then_forgotten(hers, phone):
    theirs = Session.objects.filter(session_key=phone.session.session_key)
    theirs.update(expire_date=product_clock.real_now())
    assert len(listed(hers)) == 1
    theirs.delete()
    prune()
    assert UserSession.objects.count() == 1


def test_the_daily_job_forgets_them(hers, phone):
    Session.objects.filter(session_key=phone.session.session_key).delete()
    jobs.prune()
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "A browser that does not say its name"),
        ("Linux", "Linux"),
    ],
)
def test_a_browser_in_words(said, words):
    assert browser_label(said) == words
