import re

import pytest
from allauth.account.signals import email_confirmed

from network.members.models import Member
from notifications.models import CapturedEmail
from tests.conftest import work
from tests.members.account import PASSWORD, reauthenticate


def sign_up(client, **fields):
    data = {"name": "Nina Nuova", "email": "Nina@Example.org", "password1": PASSWORD} | fields
    response = client.post("/accounts/signup/", data)
    work()
    return response


def confirm_link(address: str = "nina@example.org") -> str:
    work()
    mail = CapturedEmail.objects.filter(to=address).latest("pk")
    return re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.text)[1]


@pytest.mark.django_db
def test_a_member_joins_when_the_address_is_verified_by_post(client):
    sign_up(client)
    assert not Member.objects.joined().exists()
    link = confirm_link()
    client.get(link)
    assert not Member.objects.joined().exists()
    client.post(link, {"password": PASSWORD})
    nina = Member.objects.joined().get()
    assert (nina.name, nina.handle, nina.email) == ("Nina Nuova", "nina-nuova", "nina@example.org")


@pytest.mark.django_db
def test_sign_in_requires_a_verified_address(client):
    sign_up(client)
    page = client.post("/accounts/login/", {"login": "nina@example.org", "password": PASSWORD})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert client.get("/invitations/").status_code == 302


@pytest.mark.django_db
def test_sign_in_with_address_and_password(client):
    Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    response = client.post("/accounts/login/", {"login": "NINA@example.org", "password": PASSWORD})
    assert response["Location"] == "/"
    assert client.get("/invitations/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("field", [{"name": "Ni\nna"}, {"name": ""}, {"email": "nope"}, {"password1": "123"}])
def test_sign_up_reports_an_invalid_field(client, field):
    page = sign_up(client, **field)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == set(field)
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_changing_the_primary_address_updates_member_email(client):
    nina = Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    other = nina.emailaddress_set.create(email="nina@work.example", verified=True)
    client.force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    reauthenticate(client)
    client.post("/accounts/email/", {"action_primary": "", "email": other.email})
    nina.refresh_from_db()
    assert nina.email == "nina@work.example"


def test_create_superuser_verifies_the_address(db):
    root = Member.objects.create_superuser("root@example.org", PASSWORD, "Root")
    assert root.is_staff
    assert root.has_address("ROOT@example.org")


@pytest.mark.django_db
def test_account_email_has_our_subject_and_links_to_site_url(client, settings):
    settings.SITE_URL = "https://people.example.org"
    sign_up(client)
    (mail,) = CapturedEmail.objects.all()
    assert mail.subject == "Confirm your e-mail address"
    assert "https://people.example.org/accounts/confirm-email/" in mail.text
    assert "https://people.example.org/accounts/confirm-email/" in mail.html
    assert "localhost" not in mail.text


@pytest.mark.django_db
def test_account_email_is_in_the_language_of_the_member(client):
    Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova", language="ar")
    client.post("/accounts/password/reset/", {"email": "nina@example.org"})
    work()
    mail = CapturedEmail.objects.get()
    assert 'dir="rtl"' in mail.html
    assert "/accounts/password/reset/key/" in mail.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "subject"),
    [("password/reset", "No account with this address"), ("signup", "You already have an account")],
)
def test_an_email_is_sent_whether_the_address_has_an_account_or_not(client, path, subject):
    if path == "signup":
        Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
        sign_up(client)
    else:
        client.post(f"/accounts/{path}/", {"email": "nina@example.org"})
        work()
    assert CapturedEmail.objects.get().subject == subject


@pytest.mark.django_db
def test_verifying_an_address_deletes_an_unverified_account_with_it(client):
    Member.objects.create(email="nina@work.example", name="Squatter")
    nina = Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    address = nina.emailaddress_set.create(email="nina@work.example", verified=True)
    email_confirmed.send(sender=type(address), request=None, email_address=address)
    client.force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    reauthenticate(client)
    client.post("/accounts/email/", {"action_primary": "", "email": address.email})
    assert Member.objects.get().email == "nina@work.example"


def test_concurrent_sign_ups_with_one_name_get_distinct_handles(db, monkeypatch):
    Member.objects.create_user("ada@example.org", PASSWORD, "Ada Neri")
    monkeypatch.setattr(Member, "_unused_handle", lambda self: "ada-neri")
    assert Member.objects.create_user("ada2@example.org", PASSWORD, "Ada Neri").handle.startswith("ada-neri-")


def test_get_by_natural_key_ignores_case_and_whitespace(db):
    nina = Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    assert Member.objects.get_by_natural_key(" NINA@Example.org") == nina


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_account_forms_label_the_address_field_e_mail_address(client, path):
    page = client.get(f"/accounts/{path}/").content.decode()
    assert "E-mail address" in page
    assert "placeholder" not in page
