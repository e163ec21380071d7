"""Impersonation: several members in one browser, each under its own URL prefix with its own cookies and links."""

import pytest

from invitations.models import Invitation
from tests.conftest import invite, mails, work


def test_the_prefix_signs_the_member_in(browser):
    assert "Anna Ricci" in browser.get("/as/anna/").content.decode()
    assert "Bruno Verdi" in browser.get("/as/bruno/").content.decode()


def test_links_keep_the_prefix(browser):
    page = browser.get("/as/anna/invitations/").content.decode()
    assert 'href="/as/anna/members/"' in page
    assert 'href="/members/' not in page


def test_the_prefix_does_not_affect_the_next_request(browser):
    browser.get("/as/anna/")
    assert browser.get("/demo/").content.count(b'action="/demo/clock/"') == 1


def test_a_post_redirects_under_the_prefix(browser, anna, bruno):
    response = browser.post("/as/anna/members/bruno/invite/", {"note": "Good day"})
    assert response.url == "/as/anna/invitations/sent/"
    assert "Good day" in browser.get("/as/anna/invitations/sent/").content.decode()


def test_cookies_are_separate(browser):
    for handle in ("anna", "bruno"):
        browser.get(f"/as/{handle}/mail/")
        browser.get(f"/as/{handle}/settings/profile/")
    names = {(name, morsel["path"]) for name, morsel in browser.cookies.items()}
    assert {path for name, path in names if name.endswith("-anna")} == {"/as/anna/"}
    assert {name.rpartition("-as-")[2] for name, _path in names} == {"anna", "bruno"}


def test_messages_are_shown_to_the_acting_member_only(browser):
    browser.post("/as/anna/members/bruno/invite/", {"note": ""})
    assert "Invitation recorded." not in browser.get("/as/bruno/").content.decode()
    assert "Invitation recorded." in browser.get("/as/anna/").content.decode()


@pytest.mark.parametrize(
    "path", ["", "invitations/", "members/bruno/invite/", "no-such-page/", "accounts/sessions/"]
)
def test_every_answer_has_the_policy_of_its_page(browser, path):
    policies = {
        browser.get(f"/as/{handle}/{path}").headers.get("Content-Security-Policy")
        for handle in ("anna", "nobody")
    }
    assert all(policy and "script-src 'self'" in policy for policy in policies)


def test_an_unknown_handle_is_not_found(browser):
    assert browser.get("/as/nobody/").status_code == 404


def test_links_in_an_email_keep_the_prefix(browser, anna, bruno, settings):
    invite(anna, bruno)
    html = browser.get(f"/as/bruno{mails(bruno)[0].get_absolute_url()}html/").content.decode()
    assert 'href="/as/bruno/members/anna/"' in html
    assert f'href="{settings.SITE_URL}' not in html


def test_links_of_mail_to_any_address_open_where_it_is_shown(browser, anna, settings):
    Invitation.objects.send_to_address(anna, "giulia@story.example", "Are you here too?")
    work()
    mail = mails("giulia@story.example")[0]
    page = browser.get(f"/demo/mail/giulia@story.example/{mail.public_id}/").content.decode()
    html = browser.get(f"/demo/mail/giulia@story.example/{mail.public_id}/html/").content.decode()
    assert ' sandbox="' not in page
    assert '<base target="_parent">' in html
    assert 'href="/join/' in html


def test_each_persona_has_read_its_own_emails(browser, anna, bruno):
    mail = invite(anna, bruno) and mails(bruno)[0]
    assert "(1 unread)" in browser.get("/as/bruno/").content.decode()
    browser.get(f"/as/bruno{mail.get_absolute_url()}")
    assert "unread)" not in browser.get("/as/bruno/").content.decode()
    assert [row.is_unread for row in browser.get("/demo/mail/bruno@example.org/").context["rows"]] == [True]


def test_a_persona_has_no_sessions_and_the_page_says_so(browser):
    assert "isn’t signed in anywhere" in browser.get("/as/anna/accounts/sessions/").content.decode()
