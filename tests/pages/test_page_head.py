"""What stands around the content: navigation on error pages, description, robots.txt, contact address, unique ids."""

import re
from collections import Counter

import pytest


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere/", 404), ("/members/nobody/", 404), ("/theme/", 405)]
)
def test_an_error_page_keeps_the_navigation(client_for, anna, path, status):
    response = client_for(anna).get(path)
    assert response.status_code == status
    assert 'href="/invitations/"' in response.content.decode()


def test_robots_may_read_the_landing_page_alone(client):
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert rules == ["User-agent: *", "Allow: /$", "Allow: /static/", "Disallow: /"]


def test_a_page_describes_the_site(client, db):
    assert (
        '<meta name="description" content="Acquaint is a professional network'
        in client.get("/").content.decode()
    )


def test_a_member_who_is_switched_off_finds_the_address_of_the_staff(client, db, settings):
    settings.DEFAULT_FROM_EMAIL = "People <staff@example.org>"
    assert 'href="mailto:staff@example.org"' in client.get("/accounts/inactive/").content.decode()


def test_the_name_is_completed_and_read_in_its_direction(client_for, anna):
    page = client_for(anna).get("/settings/profile/").content.decode()
    for name in ("name", "headline", "location"):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*dir="auto"', page)
    assert re.search(r'name="name"[^>]*autocomplete="name"', page)


def test_deleting_asks_for_the_confirmation_first(client_for, anna):
    page = client_for(anna).get("/settings/delete/").content.decode()
    assert page.index('name="sure"') < page.index('name="opt_out"')


def test_ids_are_unique(client_for, anna, bruno):
    for path in ("/", "/invitations/", "/settings/email/", "/demo/styleguide/"):
        ids = re.findall(r'\sid="([^"]+)"', client_for(anna).get(path).content.decode())
        assert [name for name, number in Counter(ids).items() if number > 1] == []
