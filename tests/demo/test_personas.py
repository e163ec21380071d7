"""Everybody at once in one browser: each side under its own address, with its own cookies and links."""

import pytest

from tests.conftest import invite, mails


@pytest.fixture
def browser(client_for, anna, bruno):
    return client_for()


def test_a_side_is_signed_in_by_its_address(browser):
    assert "Anna Ricci" in browser.get("/as/anna/").content.decode()
    assert "Bruno Verdi" in browser.get("/as/bruno/").content.decode()


def test_every_link_stays_on_its_side(browser):
    page = browser.get("/as/anna/invitations/").content.decode()
    assert 'href="/as/anna/members/"' in page
    assert 'href="/members/' not in page


def test_the_next_request_has_no_prefix(browser):
    browser.get("/as/anna/")
    assert browser.get("/demo/").content.count(b'action="/demo/clock/"') == 1


def test_a_verb_stays_on_its_side(browser, anna, bruno):
    answer = browser.post("/as/anna/members/bruno/invite/", {"note": "Good day"})
    assert answer.url == "/as/anna/invitations/sent/"
    assert "Good day" in browser.get("/as/anna/invitations/sent/").content.decode()


def test_the_sides_share_no_cookie(browser):
    for handle in ("anna", "bruno"):
        browser.get(f"/as/{handle}/mail/")
        browser.get(f"/as/{handle}/settings/profile/")
    names = {(name, morsel["path"]) for name, morsel in browser.cookies.items()}
    assert {path for name, path in names if name.endswith("-anna")} == {"/as/anna/"}
    assert {name.rpartition("-as-")[2] for name, _path in names} == {"anna", "bruno"}


def test_what_one_did_is_said_on_that_side_alone(browser):
    browser.post("/as/anna/members/bruno/invite/", {"note": ""})
    assert "Recorded." not in browser.get("/as/bruno/").content.decode()
    assert "Recorded." in browser.get("/as/anna/").content.decode()


def test_nobody_of_that_name(browser):
    assert browser.get("/as/nobody/").status_code == 404


def test_links_of_an_email_lead_to_the_side_that_reads_it(browser, anna, bruno, settings):
    invite(anna, bruno)
    html = browser.get(f"/as/bruno{mails(bruno)[0].get_absolute_url()}html/").content.decode()
    assert 'href="/as/bruno/members/anna/"' in html
    assert f'href="{settings.SITE_URL}' not in html


def test_new_mail_is_counted_until_one_looks(browser, anna, bruno):
    invite(anna, bruno)
    assert "1 new e-mail" in browser.get("/as/bruno/").content.decode()
    browser.get("/as/bruno/mail/")
    assert "new e-mail" not in browser.get("/as/bruno/").content.decode()
