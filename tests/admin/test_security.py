"""How members sign in, as the staff sees it: no secret, and a way out for one who lost phone and codes."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.test import Client

from tests.admin.conftest import list_url, page_url
from tests.conftest import mails, work

pytestmark = pytest.mark.rule("D07")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def app(anna):
    RecoveryCodes.activate(anna)
    return TOTP.activate(anna, SECRET).instance


@pytest.fixture
def hers(anna):
    """Anna's browser, in which she has signed in by the page."""
    anna.set_password("two desks apart")
    anna.save()
    browser = Client(headers={"user-agent": "Firefox/140.0 on Linux"})
    browser.post("/accounts/login/", {"login": anna.email, "password": "two desks apart"})
    return browser


def test_authenticators_are_listed_without_their_secrets(staff, app):
    pages = [staff.get(list_url(Authenticator), {"q": "anna"}), staff.get(page_url(app))]
    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "Anna Ricci" in page.content.decode()
        assert str(app.data["secret"]) not in page.content.decode()
        assert "used_mask" not in page.content.decode()


def test_nobody_changes_or_adds_one_by_hand(staff, app):
    assert staff.post(page_url(app), {"type": "webauthn"}).status_code == 403
    assert staff.get("/admin/mfa/authenticator/add/").status_code == 403


def test_resetting_forgets_all_and_writes_to_the_member(act, app, anna):
    assert act("reset_two_step", anna) == ["Two-step sign-in of Anna Ricci is reset."]
    assert not Authenticator.objects.exists()
    work()
    assert len(mails(anna, "Two-step sign-in was reset")) == 1


def test_nobody_hears_of_a_reset_that_changes_nothing(act, anna):
    assert act("reset_two_step", anna) == []
    work()
    assert mails(anna) == []


def test_staff_cannot_reset_a_superuser(as_, staff, bruno, anna, app):
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=True)
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    chosen = {"action": "reset_two_step", "_selected_action": [anna.pk]}
    assert as_(bruno).post("/admin/members/member/", chosen).status_code == 302
    assert Authenticator.objects.filter(user=anna).count() == 2


def test_sessions_are_listed_without_their_keys_and_ended(staff, act, hers):
    session = UserSession.objects.get()
    pages = [staff.get(list_url(UserSession), {"q": "anna"}), staff.get(page_url(session))]
    assert all("Firefox on Linux" in page.content.decode() for page in pages)
    assert not any(session.session_key in page.content.decode() for page in pages)
    assert act("sign_out", session) == ["Signed out: 1"]
    assert hers.get("/settings/").status_code == 302
