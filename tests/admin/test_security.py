"""How members sign in, as the staff sees it: no secret, and a way out for one who lost phone and codes."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
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


def test_staff_cannot_reset_a_superuser(client_for, staff, bruno, anna, app):
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=True)
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    chosen = {"action": "reset_two_step", "_selected_action": [anna.pk]}
    assert client_for(bruno).post("/admin/members/member/", chosen).status_code == 302
    assert Authenticator.objects.filter(user=anna).count() == 2


ALL_OF_ADDRESSES = [f"{verb}_emailaddress" for verb in ("add", "change", "delete", "view")]


@pytest.fixture
def clerk(bruno):
    """Bruno, on the staff: he may do whatever there is with addresses, and change members."""
    bruno.is_staff = True
    bruno.save()
    rights = ["change_member", "view_member", *ALL_OF_ADDRESSES]
    bruno.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return bruno


@pytest.fixture
def claimed(anna):
    return anna.emailaddress_set.create(email="anna.claims@example.net")


def vouch(browser, address) -> bool:
    chosen = {"action": "make_verified", "_selected_action": [address.pk]}
    browser.post(list_url(EmailAddress), chosen)
    address.refresh_from_db()
    return address.verified


def test_nobody_gives_an_account_another_address_by_hand(staff, client_for, clerk, claimed, anna):
    typed = {"user": anna.pk, "email": "evil@example.org", "verified": "on", "post": "yes"}
    doors = [
        f"{list_url(EmailAddress)}add/",
        page_url(claimed),
        page_url(claimed).replace("change", "delete"),
    ]
    for browser in (staff, client_for(clerk)):
        assert [browser.post(door, typed).status_code for door in doors] == [403, 403, 403]
        assert browser.get(page_url(claimed)).status_code == 200
    assert {each.email for each in anna.emailaddress_set.all()} == {anna.email, claimed.email}


def test_staff_vouch_for_an_address_of_whom_they_may_change(client_for, clerk, claimed):
    assert vouch(client_for(clerk), claimed)
    assert LogEntry.objects.get().change_message == "Marked an address as verified"


def test_nobody_vouches_for_an_address_above_themselves(client_for, staff, clerk, claimed, anna):
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=True)
    assert not vouch(client_for(clerk), claimed)
    assert vouch(staff, claimed)


def test_nobody_vouches_for_an_address_of_whom_they_may_not_change(client_for, clerk, claimed):
    clerk.user_permissions.set(Permission.objects.filter(codename__in=ALL_OF_ADDRESSES))
    assert not vouch(client_for(clerk), claimed)


def test_an_address_that_somebody_else_has_verified_is_not_marked(act, claimed, bruno):
    bruno.emailaddress_set.create(email=claimed.email, verified=True)
    assert act("make_verified", claimed) == [f"{claimed.email} is confirmed for another account already."]
    assert not LogEntry.objects.exists()


def test_sessions_are_listed_without_their_keys_and_ended(staff, act, hers):
    session = UserSession.objects.get()
    pages = [staff.get(list_url(UserSession), {"q": "anna"}), staff.get(page_url(session))]
    assert all("Firefox on Linux" in page.content.decode() for page in pages)
    assert not any(session.session_key in page.content.decode() for page in pages)
    assert act("sign_out", session) == ["Signed out: 1"]
    assert hers.get("/settings/").status_code == 302
