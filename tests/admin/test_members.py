"""The first superuser, and members created and edited in the admin."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from network.common.admin import save_edited
from network.members.models import Connection, DeviceCookie, Member, Photo
from network.members.people.images import Avatar
from tests.admin.conftest import page_url
from tests.conftest import mails, work
from tests.site.edit import edit_site

pytestmark = pytest.mark.rule("D07")
ADD_URL = "/admin/members/member/add/"
NEW_MEMBER = {"email": "Dora@Example.org", "name": "Dora Neri", "usable_password": "true"}
NEW_MEMBER |= {"password1": "horse battery", "password2": "horse battery"}


@pytest.fixture
def superuser(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "acquaint-superuser")
    call_command(
        "createsuperuser", email="first@example.org", name="First Admin", interactive=False, verbosity=0
    )
    return Member.objects.get(email="first@example.org")


def test_createsuperuser_verifies_the_address(superuser):
    assert superuser.addresses() == ["first@example.org"]
    assert (superuser.is_staff, superuser.is_superuser, superuser.handle) == (True, True, "first-admin")


def test_the_superuser_signs_in(superuser, client):
    login_url = client.get("/admin/", follow=True).redirect_chain[-1][0]
    response = client.post(login_url, {"login": "first@example.org", "password": "acquaint-superuser"})
    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_member_created_in_the_admin_has_a_verified_address(staff):
    assert staff.post(ADD_URL, NEW_MEMBER).status_code == 302
    dora = Member.objects.joined().get(email="dora@example.org")
    assert dora.addresses() == ["dora@example.org"]
    assert dora.handle == "dora-neri"
    assert dora.check_password("horse battery")
    assert dora.allowance
    assert dora.emailpreferences


@pytest.mark.parametrize("email", ["ANNA@example.org", "anna.second@example.org"])
def test_an_address_in_use_is_an_error(staff, anna, email):
    EmailAddress.objects.create(user=anna, email="anna.second@example.org", verified=True)
    response = staff.post(ADD_URL, NEW_MEMBER | {"email": email})
    assert response.status_code == 200
    assert response.context["errors"]


def test_editing_does_not_overwrite_other_columns(staff, anna, bruno, monkeypatch):
    monkeypatch.setattr("network.members.admin.members.save_edited", save_after_connecting(anna, bruno))
    staff.post(page_url(anna), form_data(headline="Binder of books", email="other@example.org"))
    anna.refresh_from_db()
    assert (anna.headline, anna.degree) == ("Binder of books", 1)
    assert (anna.email, anna.time_zone) == ("anna@example.org", "UTC")


def set_password(browser, member, **changes):
    """Set the password of a member in the admin; the response."""
    data = {"usable_password": "true", "password1": "horse battery", "password2": "horse battery"}
    url = reverse("admin:auth_user_password_change", args=[member.pk])
    return browser.post(url, data | {"set-password": ""} | changes)


def test_staff_set_a_new_password(staff, anna):
    assert staff.get(reverse("admin:auth_user_password_change", args=[anna.pk])).status_code == 200
    assert set_password(staff, anna).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("horse battery")


@pytest.mark.parametrize("changes", [{}, {"usable_password": "false", "unset-password": ""}])
def test_a_member_is_told_that_staff_set_the_password_and_is_signed_out(staff, anna, changes):
    UserSession.objects.create(user=anna, session_key="anna", ip="127.0.0.1")
    DeviceCookie.objects.create(member=anna, digest="d" * 64)
    set_password(staff, anna, **changes)
    work()
    assert len(mails(anna, "Password changed")) == 1
    assert not anna.usersession_set.exists()
    assert not DeviceCookie.objects.exists()


def test_a_refused_password_tells_nobody(staff, anna):
    UserSession.objects.create(user=anna, session_key="anna", ip="127.0.0.1")
    set_password(staff, anna, password2="another battery")
    work()
    assert (mails(anna), anna.usersession_set.count()) == ([], 1)


def test_staff_change_their_own_password_on_the_page_of_the_site(staff):
    admin = Member.objects.get(email="admin@example.org")
    assert set_password(staff, admin).url == reverse("account_change_password")
    admin.refresh_from_db()
    assert admin.check_password("acquaint")


@pytest.mark.parametrize("handle", ["admin", "x", "-anna", "an_na", "Anna"])
def test_staff_give_no_handle_that_members_cannot_take(staff, anna, handle):
    assert staff.post(page_url(anna), form_data(handle=handle)).status_code == 200
    anna.refresh_from_db()
    assert anna.handle == "anna"


def test_a_reserved_handle_from_before_is_kept(staff, anna):
    Member.objects.filter(pk=anna.pk).update(handle="admin")
    assert staff.post(page_url(anna), form_data(handle="admin", headline="Binder")).status_code == 302
    anna.refresh_from_db()
    assert (anna.handle, anna.headline) == ("admin", "Binder")


def test_staff_cannot_make_themselves_superuser(client_for, anna):
    anna.is_staff = True
    anna.save()
    anna.user_permissions.add(Permission.objects.get(codename="change_member"))
    client_for(anna).post(page_url(anna), form_data(is_superuser="on"))
    anna.refresh_from_db()
    assert not anna.is_superuser


@pytest.fixture
def colleagues(client_for):
    """Test client of a member of staff with every right but a superuser's, and another member of staff."""
    members = [
        Member.objects.create_user(f"{name}@example.org", name=name.title(), is_staff=True)
        for name in ("vera", "wim")
    ]
    for member in members:
        member.user_permissions.set(Permission.objects.all())
    return client_for(members[0]), members[1]


def test_staff_change_nobody_who_is_staff(colleagues):
    browser, colleague = colleagues
    password = reverse("admin:auth_user_password_change", args=[colleague.pk])
    assert browser.post(page_url(colleague), {"name": "Changed"}).status_code == 403
    assert (
        browser.post(password, {"password1": "horse battery", "password2": "horse battery"}).status_code
        == 403
    )
    for action in ("reset_two_step", "delete_account"):
        browser.post(
            "/admin/members/member/", {"action": action, "_selected_action": [colleague.pk], "sure": "1"}
        )
    colleague.refresh_from_db()
    assert (colleague.name, colleague.is_active) == ("Wim", True)


def test_staff_sign_nobody_out_who_is_staff(colleagues, client_for):
    browser, colleague = colleagues
    session = UserSession.objects.create(user=colleague, session_key="wim", ip="127.0.0.1")
    browser.post("/admin/usersessions/usersession/", {"action": "sign_out", "_selected_action": [session.pk]})
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_staff_verify_no_address_of_staff(colleagues):
    browser, colleague = colleagues
    address = colleague.emailaddress_set.create(email="mine@example.org")
    browser.post(
        "/admin/account/emailaddress/", {"action": "make_verified", "_selected_action": [address.pk]}
    )
    address.refresh_from_db()
    assert not address.verified


def test_only_superusers_change_groups(colleagues, staff):
    group = Group.objects.get(name="Moderators")
    for browser, status in ((colleagues[0], 403), (staff, 200)):
        assert browser.get("/admin/auth/group/add/").status_code == status
        assert browser.post(page_url(group), {"name": ""}).status_code == status


def test_staff_cannot_change_a_superuser(client_for, anna, superuser):
    anna.is_staff = True
    anna.save()
    anna.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    assert client_for(anna).post(page_url(superuser), {"name": "Changed"}).status_code == 403
    assert (
        client_for(anna).get(reverse("admin:auth_user_password_change", args=[superuser.pk])).status_code
        == 403
    )


def form_data(**changes) -> dict[str, str]:
    """Data of Anna's admin form with some fields changed."""
    fields = {"name": "Anna Ricci", "handle": "anna", "headline": "", "location": "", "language": "en"}
    return (
        fields
        | {
            "time_zone": "Mars/Olympus",
            "invitable_by": "everybody",
            "connections_visible_to": "everybody",
            "is_active": "on",
            "is_staff": "on",
        }
        | changes
    )


def save_after_connecting(anna, bruno):
    """A `save_edited` that connects the two members between reading and writing the row."""

    def save(row, form):
        Connection.objects.connect(anna, bruno)
        save_edited(row, form)

    return save


def test_photo_and_visibility_settings_are_shown_and_edited(staff, anna):
    Photo.objects.set(anna, Avatar(b"a square", 256))
    assert f'src="/photos/{anna.photo}.webp"' in staff.get(page_url(anna)).content.decode()
    staff.post(page_url(anna), form_data(about="I mend paper.", share_address="", invitable_by="address"))
    anna.refresh_from_db()
    assert (anna.about, anna.share_address, anna.connections_visible_to) == (
        "I mend paper.",
        False,
        "everybody",
    )


def test_staff_remove_a_photo(act, anna):
    Photo.objects.set(anna, Avatar(b"a square", 256))
    assert act("remove_photos", Photo.objects.get()) == ["Photos removed: 1"]
    anna.refresh_from_db()
    assert (anna.photo, Photo.objects.count()) == ("", 0)


def test_staff_cannot_add_an_address_outside_of_the_listed_domains(staff):
    edit_site(signup_policy="domains", signup_domains="example.net")
    data = {"email": "nina@example.org", "name": "Nina", "usable_password": "false"}
    page = staff.post("/admin/members/member/add/", data).text
    assert "not one of those that may join" in page
