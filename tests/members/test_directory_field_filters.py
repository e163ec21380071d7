"""Filters of the directory by profile fields: who is found, and through which index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.common.pagination import _slice
from network.members.models import Connection, Member
from network.members.people.directory import BY_NAME, _others
from tests.members.fields import give, make_field
from tests.pages.test_queries import MAILBOX_QUERIES, MAX_QUERIES


@pytest.fixture
def found(anna, client_for):
    def find(**query) -> list[str]:
        return [card["person"].handle for card in client_for(anna).get("/members/", query).context["cards"]]

    return find


@pytest.fixture
def year(bruno, carla):
    field = make_field(kind="year", is_filter=True)
    give(bruno, field, "1998")
    give(carla, field, "1999")
    return f"field-{field.pk}"


def test_by_a_year_together_with_search_and_degree(year, found, anna, bruno, carla):
    assert found(**{year: "1998"}) == ["bruno"]
    assert found(**{year: "1998", "q": "verdi"}) == ["bruno"]
    assert found(**{year: "1998", "q": "longo"}) == []
    Connection.objects.connect(anna, carla)
    assert found(**{year: "1998", "degree": "1"}) == []
    assert found(**{year: "1999", "degree": "1"}) == ["carla"]


def test_by_a_choice(found, bruno):
    field = make_field(kind="choice", choices=["Arts", "Law & order"], is_filter=True)
    give(bruno, field, "law & order")
    assert found(**{f"field-{field.pk}": "Law & order"}) == ["bruno"]
    assert found(**{f"field-{field.pk}": "Arts"}) == []


def test_what_no_value_can_be_is_ignored(year, found):
    for value in ("", "x", "1' OR 1=1", "\x00", "9" * 5000):
        assert found(**{year: value}) == ["bruno", "carla"]


def test_the_page_shows_the_filter_and_its_value_once(year, anna, client_for):
    page = client_for(anna).get("/members/", {year: "1998"}).content.decode()
    assert page.count(f'name="{year}"') == 1
    assert 'value="1998"' in page


@pytest.mark.parametrize("slot", range(6))
def test_an_index_has_the_members_with_a_value_in_the_order_of_the_directory(db, slot):
    rows = _slice(_others(0).filter(**{f"field_{slot + 1}": "1998"}), BY_NAME, 20, None)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert f"member_by_field_{slot + 1}" in plan
    assert not {"Sort", "TEMP"} & {*plan.split()}


def test_the_directory_needs_no_more_queries_with_fields(year, anna, client_for):
    browser = client_for(anna)
    browser.get("/members/")
    for path in ("/members/", f"/members/?{year}=1998", f"/members/?{year}=1998&degree=2"):
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        assert len(queries) <= MAX_QUERIES["/members/"] + MAILBOX_QUERIES, path


def test_members_without_a_value_are_in_no_index(year, anna):
    assert Member.objects.get(pk=anna.pk).field_1 is None
