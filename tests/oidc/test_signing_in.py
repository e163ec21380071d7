from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken

from network.members.models import DeviceCookie, Member
from tests.conftest import mails, record_password_entry, work
from tests.members.account import (
    PASSWORD,
    activate_totp,
    find_code,
    is_signed_in,
    latest_email_text,
    subjects,
)
from tests.oidc.conftest import BEGIN, JOIN, LINKS, begin, begin_link, member_of, sign_in
from tests.oidc.issuer import ANNA, MALLORY
from tests.site.edit import edit_site

PRIVATE = ANNA | {"email": "anna@example.org"}
NINA = {"sub": "nina-1", "email": "nina@school.example", "email_verified": True, "name": "Nina Nuova"}
OUTSIDER = NINA | {"email": "nina@example.org"}


def test_a_linked_member_signs_in(issuer, linked, client):
    issuer.userinfo = {"sub": "anna-1"}
    response = sign_in(client, issuer, {"sub": "anna-1"})
    assert (response["Location"], member_of(client)) == ("/", linked.user)
    assert DeviceCookie.objects.of(linked.user).exists()
    assert b"This browser" in client.get("/accounts/sessions/").content


def test_linking_is_for_who_is_signed_in(issuer, anna, client_for):
    browser = client_for(anna)
    response = browser.get(issuer.authorize(begin_link(browser), **MALLORY | {"picture": "x"}))
    assert response["Location"] == LINKS
    link = SocialAccount.objects.get()
    assert (link.user, link.provider, link.uid) == (anna, issuer.url, "mallory-1")
    assert link.extra_data == {"email": "mallory@example.net"}
    assert not SocialToken.objects.exists()
    assert subjects("anna@example.org") == ["A sign-in was linked"]
    assert "mallory@example.net" in browser.get(LINKS).content.decode()


def test_the_address_of_a_member_links_nothing(issuer, anna, client):
    """The provider does not give out addresses of this domain."""
    assert sign_in(client, issuer, PRIVATE)["Location"] == JOIN
    assert not SocialAccount.objects.exists()


def test_an_address_that_the_provider_gives_out_signs_its_member_in(issuer, anna, client):
    sign_in(client, issuer, ANNA)
    assert member_of(client) == anna
    assert SocialAccount.objects.get().uid == "anna-1"
    assert subjects("anna@example.org") == ["A sign-in was linked"]


def test_the_second_step_is_asked_for(issuer, linked, client, client_for, frozen_totp_step):
    browser = client_for(linked.user)
    activate_totp(browser)
    assert sign_in(client, issuer, ANNA)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_a_deactivated_member_stays_out(issuer, linked, client):
    Member.objects.update(is_active=False)
    page = client.get(sign_in(client, issuer, ANNA)["Location"])
    assert b"This account is deactivated" in page.content
    assert member_of(client) is None


def test_a_deactivated_member_is_not_linked(issuer, anna, client):
    Member.objects.update(is_active=False)
    sign_in(client, issuer, ANNA)
    assert (member_of(client), SocialAccount.objects.count()) == (None, 0)


@pytest.mark.parametrize(("wanted", "found"), [("/connections/", "/connections/"), ("//evil.example/", "/")])
def test_it_leads_on_to_a_page_of_the_site(issuer, linked, client, wanted, found):
    assert sign_in(client, issuer, ANNA, next=wanted)["Location"] == found


def test_a_new_person_of_the_house_joins_at_once(issuer, client):
    assert sign_in(client, issuer, NINA)["Location"] == JOIN
    assert b'value="Nina Nuova"' in client.get(JOIN).content
    client.post(JOIN, {"name": "Nina N."})
    nina = member_of(client)
    assert (nina.name, nina.handle, nina.has_usable_password()) == ("Nina N.", "nina-n", False)
    assert nina.has_address("nina@school.example")
    assert SocialAccount.objects.get().user == nina


def test_anybody_else_joins_with_a_code(issuer, client):
    sign_in(client, issuer, OUTSIDER, next="/connections/")
    assert client.post(JOIN, {"name": "Nina"})["Location"] == "/joining/code/"
    work()
    assert not Member.objects.exists()
    response = client.post("/joining/code/", {"code": find_code(latest_email_text())})
    assert response["Location"] == "/connections/"
    assert member_of(client).has_address("nina@example.org")
    assert SocialAccount.objects.get().user == member_of(client)


def test_joining_does_not_tell_whether_a_member_has_the_address(issuer, anna, client, client_for):
    """The pages are the same; the letter says it."""
    pages = []
    for address in ("anna@example.org", "nadia@example.org"):
        browser = client_for()
        sign_in(browser, issuer, MALLORY | {"email": address})
        texts = [browser.get(JOIN), browser.post(JOIN, {"name": "M"}), browser.get("/joining/code/")]
        pages.append([(page.status_code, len(page.content)) for page in texts])
    work()
    assert [(code, size) for code, size in pages[0]] == [
        (code, size - 1 * (size > 0)) for code, size in pages[1]
    ]
    assert mails("anna@example.org")[0].subject == "You already have an account"


def test_an_account_without_a_verified_address_cannot_join(issuer, client):
    sign_in(client, issuer, NINA | {"email_verified": "true"})
    page = client.post(JOIN, {"name": "Nina"})
    assert page.status_code == 200
    assert b"confirm an e-mail address" in page.content
    assert not Member.objects.exists()


@pytest.mark.parametrize("person", [NINA, OUTSIDER], ids=["of the house", "with a code"])
def test_joining_obeys_the_door(issuer, client, person):
    """Whom the site does not let in learns by e-mail how to join."""
    edit_site(signup_policy="invited")
    sign_in(client, issuer, person)
    client.post(JOIN, {"name": "Nina"})
    work()
    assert not Member.objects.exists()
    assert not SocialAccount.objects.exists()
    assert len(mails(person["email"])) == 1
    assert mails(person["email"])[0].subject != "Confirm your e-mail address"


def test_who_joined_meanwhile_is_sent_to_the_sign_in_page(issuer, anna, client):
    sign_in(client, issuer, NINA)
    anna.emailaddress_set.create(email="nina@school.example", verified=True)
    assert client.post(JOIN, {"name": "Nina"})["Location"] == "/accounts/login/"
    assert (Member.objects.get(), SocialAccount.objects.count()) == (anna, 0)


def test_joining_takes_a_quarter_of_an_hour_at_most(issuer, client, monkeypatch):
    monkeypatch.setattr("network.members.oidc.signup.LIFE", -1)
    sign_in(client, issuer, NINA)
    assert client.get(JOIN)["Location"] == "/accounts/login/"


def test_a_name_with_a_link_is_not_taken(issuer, client):
    sign_in(client, issuer, NINA | {"name": "Buy at https://shop.example"})
    assert client.post(JOIN, {"name": "Buy at https://shop.example"}).status_code == 200
    assert not Member.objects.exists()


def test_who_cancels_is_told(issuer, client):
    state = issuer.authorize(begin(client)).partition("state=")[2].partition("&")[0]
    page = client.get(f"/accounts/oidc/callback/?error=access_denied&state={state}", follow=True)
    assert page.redirect_chain == [("/accounts/login/", 302)]
    assert b"You cancelled signing in at School." in page.content


def test_another_member_cannot_finish_what_one_has_begun(issuer, anna, bruno, client_for):
    browser = client_for(anna)
    path = issuer.authorize(begin_link(browser), **MALLORY)
    browser.force_login(bruno, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(path).status_code == 400
    assert not SocialAccount.objects.exists()


def test_an_account_is_linked_to_one_member(issuer, linked, bruno, client_for):
    bruno.set_password(PASSWORD)
    bruno.save()
    browser = client_for(bruno)
    assert browser.get(issuer.authorize(begin_link(browser), **ANNA)).status_code == 409
    assert SocialAccount.objects.get() == linked


def test_linking_and_unlinking_ask_for_the_password(issuer, linked, client_for):
    browser = client_for(linked.user)
    for path in (BEGIN, LINKS):
        assert browser.post(path)["Location"].startswith("/accounts/reauthenticate/?next=")
    assert issuer.requests == []
    assert SocialAccount.objects.exists()


def test_linking_goes_on_after_the_password(issuer, anna, client_for):
    browser = client_for(anna)
    page = browser.post(browser.post(BEGIN)["Location"], {"password": PASSWORD})
    assert f"{issuer.url}/authorization?" in page.content.decode()


def test_unlinking(issuer, linked, client_for):
    browser = client_for(linked.user)
    begin_link(browser)
    browser.post(LINKS)
    assert not SocialAccount.objects.exists()
    assert subjects("anna@example.org") == ["A sign-in was unlinked"]


def test_the_only_way_in_stays(issuer, client):
    sign_in(client, issuer, NINA)
    client.post(JOIN, {"name": "Nina"})
    record_password_entry(client, member_of(client))
    page = client.post(LINKS)
    assert b"/accounts/password/reset/" in page.content
    assert SocialAccount.objects.exists()


def test_only_a_post_begins(issuer, client):
    assert client.get(BEGIN).status_code == 405
    assert issuer.requests == []


def test_attempts_are_limited(issuer, client, frozen_time):
    statuses = [client.post(BEGIN).status_code for _number in range(31)]
    assert statuses == [200] * 30 + [429]
