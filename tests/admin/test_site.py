"""The admin has no sign-in and no change of password of its own: those of the site have limits and second factors."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse

from network.members.models import Member

pytestmark = pytest.mark.rule("D07")
LOGIN = "/admin/login/"


@pytest.fixture
def assistant(client_for):
    """Test client of a member of staff without any right."""
    return client_for(Member.objects.create_user("vera@example.org", "vera", name="Vera", is_staff=True))


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_signs_nobody_in(assistant, staff, method):
    root = {"username": "admin@example.org", "password": "acquaint", "next": "/admin/"}
    response = getattr(assistant, method)(LOGIN, root)
    assert (response.status_code, response.url) == (302, "/admin/")
    assert assistant.get("/admin/").wsgi_request.user.email == "vera@example.org"


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitors_are_sent_to_the_sign_in_of_the_site(client, staff, method):
    response = getattr(client, method)(f"{LOGIN}?next=/admin/members/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/admin/members/")
    assert client.get("/admin/members/", follow=True).redirect_chain[-1][0] == response.url
    assert isinstance(client.get("/").wsgi_request.user, AnonymousUser)


def test_members_who_are_not_staff_are_refused(client_for, anna):
    assert client_for(anna).post(LOGIN).status_code == 403


def test_a_password_is_changed_on_the_page_of_the_site(assistant):
    data = {"old_password": "vera", "new_password1": "horse battery", "new_password2": "horse battery"}
    assert assistant.post("/admin/password_change/", data).url == reverse("account_change_password")
    assert Member.objects.get(email="vera@example.org").check_password("vera")


def test_there_is_no_url_that_nothing_uses(assistant):
    for name in ("password_change_done", "autocomplete", "view_on_site"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}", args=["1", "1"] if name == "view_on_site" else [])
    names = {getattr(url, "name", None) for url in admin.site.get_urls()} - {None}
    assert names == {"index", "login", "logout", "password_change", "jsi18n", "app_list"}


def test_the_search_field_is_named_in_the_language_of_staff(staff):
    Member.objects.filter(is_superuser=True).update(language="it")
    page = staff.get("/admin/members/member/").content.decode()
    assert ('alt="Cerca"' in page, 'alt="Search"' in page) == (True, False)
