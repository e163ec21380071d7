"""Authenticators, addresses and sessions in the admin: no secrets shown, and a reset of two-step sign-in."""

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
def totp(anna):
    RecoveryCodes.activate(anna)
    return TOTP.activate(anna, SECRET).instance


@pytest.fixture
def anna_client(anna):
    """Test client in which Anna has signed in through the sign-in page."""
    anna.set_password("two desks apart")
    anna.save()
    browser = Client(headers={"user-agent": "Firefox/140.0 on Linux"})
    browser.post("/accounts/login/", {"login": anna.email, "password": "two desks apart"})
    return browser


def test_authenticators_are_listed_without_their_secrets(staff, totp):
    pages = [staff.get(list_url(Authenticator), {"q": "anna"}), staff.get(page_url(totp))]
    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "Anna Ricci" in page.content.decode()
        assert str(totp.data["secret"]) not in page.content.decode()
        assert "used_mask" not in page.content.decode()


def test_authenticators_cannot_be_added_or_changed(staff, totp):
    assert staff.post(page_url(totp), {"type": "webauthn"}).status_code == 403
    assert staff.get("/admin/mfa/authenticator/add/").status_code == 403


def test_a_reset_deletes_authenticators_and_emails_the_member(act, totp, anna):
    assert act("reset_two_step", anna) == ["Two-step sign-in of Anna Ricci was reset."]
    assert not Authenticator.objects.exists()
    work()
    assert len(mails(anna, "Two-step sign-in was reset")) == 1


def test_a_reset_without_authenticators_sends_no_email(act, anna):
    assert act("reset_two_step", anna) == []
    work()
    assert mails(anna) == []


def test_staff_cannot_reset_a_superuser(client_for, staff, bruno, anna, totp):
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=True)
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    form_data = {"action": "reset_two_step", "_selected_action": [anna.pk]}
    assert client_for(bruno).post("/admin/members/member/", form_data).status_code == 302
    assert Authenticator.objects.filter(user=anna).count() == 2


ADDRESS_PERMISSIONS = [f"{verb}_emailaddress" for verb in ("add", "change", "delete", "view")]


@pytest.fixture
def staff_member(bruno):
    """Bruno as a staff member with all permissions on addresses and the one to change members."""
    bruno.is_staff = True
    bruno.save()
    permissions = ["change_member", "view_member", *ADDRESS_PERMISSIONS]
    bruno.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return bruno


@pytest.fixture
def unverified(anna):
    return anna.emailaddress_set.create(email="anna.claims@example.net")


def mark_verified(browser, address) -> bool:
    """Run the admin action on an address; True if it is verified afterwards."""
    form_data = {"action": "make_verified", "_selected_action": [address.pk]}
    browser.post(list_url(EmailAddress), form_data)
    address.refresh_from_db()
    return address.verified


def test_addresses_cannot_be_added_changed_or_deleted(staff, client_for, staff_member, unverified, anna):
    typed = {"user": anna.pk, "email": "evil@example.org", "verified": "on", "post": "yes"}
    urls = [
        f"{list_url(EmailAddress)}add/",
        page_url(unverified),
        page_url(unverified).replace("change", "delete"),
    ]
    for browser in (staff, client_for(staff_member)):
        assert [browser.post(url, typed).status_code for url in urls] == [403, 403, 403]
        assert browser.get(page_url(unverified)).status_code == 200
    assert {address.email for address in anna.emailaddress_set.all()} == {anna.email, unverified.email}


def test_staff_verify_an_address_of_a_member_they_may_change(client_for, staff_member, unverified):
    assert mark_verified(client_for(staff_member), unverified)
    assert LogEntry.objects.get().change_message == "Marked an address as verified"


def test_staff_cannot_verify_an_address_of_a_superuser(client_for, staff, staff_member, unverified, anna):
    type(anna).objects.filter(pk=anna.pk).update(is_superuser=True)
    assert not mark_verified(client_for(staff_member), unverified)
    assert mark_verified(staff, unverified)


def test_staff_cannot_verify_an_address_without_change_permission(client_for, staff_member, unverified):
    staff_member.user_permissions.set(Permission.objects.filter(codename__in=ADDRESS_PERMISSIONS))
    assert not mark_verified(client_for(staff_member), unverified)


def test_an_address_verified_by_another_member_is_not_marked(act, unverified, bruno):
    bruno.emailaddress_set.create(email=unverified.email, verified=True)
    assert act("make_verified", unverified) == [f"{unverified.email} already belongs to another account."]
    assert not LogEntry.objects.exists()


def test_sessions_are_listed_without_keys_and_can_be_ended(staff, act, anna_client):
    session = UserSession.objects.get()
    pages = [staff.get(list_url(UserSession), {"q": "anna"}), staff.get(page_url(session))]
    assert all("Firefox on Linux" in page.content.decode() for page in pages)
    assert not any(session.session_key in page.content.decode() for page in pages)
    assert act("sign_out", session) == ["Signed out: 1"]
    assert anna_client.get("/settings/").status_code == 302
