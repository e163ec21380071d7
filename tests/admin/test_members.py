"""The first admin, and members made in the admin."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from network.common.admin import save_edited
from network.members.models import Connection, Member, Photo
from network.members.people.images import Avatar
from tests.admin.conftest import page_url

pytestmark = pytest.mark.rule("D07")
ADD = "/admin/members/member/add/"
NEW = {"email": "Dora@Example.org", "name": "Dora Neri", "usable_password": "true"}
NEW |= {"password1": "horse battery", "password2": "horse battery"}


@pytest.fixture
def first(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "acquaint-first")
    call_command(
        "createsuperuser", email="first@example.org", name="First Admin", interactive=False, verbosity=0
    )
    return Member.objects.get(email="first@example.org")


def test_createsuperuser_makes_one_whose_address_is_verified(first):
    assert first.addresses() == ["first@example.org"]
    assert (first.is_staff, first.is_superuser, first.handle) == (True, True, "first-admin")


def test_the_first_admin_signs_in(first, client):
    entrance = client.get("/admin/", follow=True).redirect_chain[-1][0]
    answer = client.post(entrance, {"login": "first@example.org", "password": "acquaint-first"})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_member_made_here_counts_as_verified(staff):
    assert staff.post(ADD, NEW).status_code == 302
    dora = Member.objects.joined().get(email="dora@example.org")
    assert dora.addresses() == ["dora@example.org"]
    assert dora.handle == "dora-neri"
    assert dora.check_password("horse battery")
    assert dora.allowance
    assert dora.emailpreferences


@pytest.mark.parametrize("email", ["ANNA@example.org", "anna.second@example.org"])
def test_an_address_that_a_member_has_is_refused(staff, anna, email):
    EmailAddress.objects.create(user=anna, email="anna.second@example.org", verified=True)
    answer = staff.post(ADD, NEW | {"email": email})
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_editing_leaves_what_the_product_writes(staff, anna, bruno, monkeypatch):
    monkeypatch.setattr("network.members.admin.members.save_edited", connect_meanwhile(anna, bruno))
    staff.post(page_url(anna), page_of_anna(headline="Binder of books", email="other@example.org"))
    anna.refresh_from_db()
    assert (anna.headline, anna.degree) == ("Binder of books", 1)
    assert (anna.email, anna.time_zone) == ("anna@example.org", "UTC")


def test_a_password_is_set_anew(staff, anna):
    url = reverse("admin:auth_user_password_change", args=[anna.pk])
    assert staff.get(url).status_code == 200
    staff.post(
        url,
        {
            "usable_password": "true",
            "password1": "horse battery",
            "password2": "horse battery",
            "set-password": "",
        },
    )
    anna.refresh_from_db()
    assert anna.check_password("horse battery")


def test_staff_cannot_raise_themselves(client_for, anna):
    anna.is_staff = True
    anna.save()
    anna.user_permissions.add(Permission.objects.get(codename="change_member"))
    client_for(anna).post(page_url(anna), page_of_anna(is_superuser="on"))
    anna.refresh_from_db()
    assert not anna.is_superuser


def test_staff_cannot_change_a_superuser(client_for, anna, first):
    anna.is_staff = True
    anna.save()
    anna.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    assert client_for(anna).post(page_url(first), {"name": "Mine"}).status_code == 403
    assert (
        client_for(anna).get(reverse("admin:auth_user_password_change", args=[first.pk])).status_code == 403
    )


def page_of_anna(**more) -> dict[str, str]:
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
        | more
    )


def connect_meanwhile(anna, bruno):
    """The saving, with a connection made between reading the row and writing it."""

    def save(row, form):
        Connection.objects.connect(anna, bruno)
        save_edited(row, form)

    return save


def test_what_a_member_shows_is_seen_and_edited(staff, anna):
    Photo.objects.set(anna, Avatar(b"a square", 256))
    assert f'src="/photos/{anna.photo}.webp"' in staff.get(page_url(anna)).content.decode()
    staff.post(page_url(anna), page_of_anna(about="I mend paper.", share_address="", invitable_by="address"))
    anna.refresh_from_db()
    assert (anna.about, anna.share_address, anna.connections_visible_to) == (
        "I mend paper.",
        False,
        "everybody",
    )


def test_a_photo_is_taken_down(act, anna):
    Photo.objects.set(anna, Avatar(b"a square", 256))
    assert act("take_down", Photo.objects.get()) == ["Taken down: 1"]
    anna.refresh_from_db()
    assert (anna.photo, Photo.objects.count()) == ("", 0)
