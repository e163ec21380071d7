"""Profile fields in the form of one's own profile, the data export and account deletion."""

from __future__ import annotations

import pytest

from network.members.privacy.erasure import blank_member
from network.members.privacy.export import export_tables
from tests.members.fields import give, make_field

PAGE = "/settings/profile/"


@pytest.fixture
def save(anna, client_for):
    def post(**inputs):
        response = client_for(anna).post(PAGE, {"name": "Anna Ricci", "handle": "anna", **inputs})
        anna.refresh_from_db()
        return response

    return post


def name_of(field) -> str:
    return f"field-{field.pk}-{field.visible_to}"


def test_a_value_is_saved_and_taken_back(anna, save):
    field = make_field(kind="year")
    assert save(**{name_of(field): "1998"}).status_code == 302
    assert anna.field_1 == "1998"
    assert save().status_code == 302
    assert anna.field_1 == "1998"
    assert save(**{name_of(field): ""}).status_code == 302
    assert anna.field_1 is None


@pytest.mark.parametrize("value", ["", "98"])
def test_a_required_field_is_asked_for_and_what_was_typed_is_kept(anna, save, value):
    field = make_field(kind="year", is_required=True)
    response = save(**{name_of(field): value})
    assert response.status_code == 200
    assert response.context["form"].errors[name_of(field)]
    assert save().context["form"].errors


def test_without_a_required_value_everything_else_works(anna, client_for):
    make_field("Class of", is_required=True)
    for path in ("/", "/settings/", "/members/", "/invitations/", "/settings/export/", "/settings/delete/"):
        assert client_for(anna).get(path).status_code in (200, 302)
    assert "Class of" in client_for(anna).get("/members/anna/").content.decode()


def test_what_was_typed_for_fewer_eyes_is_not_saved(anna, save):
    """The host widens the audience between the page and its form."""
    field = make_field(visible_to="staff")
    before = name_of(field)
    field.visible_to = "members"
    field.save()
    save(**{before: "secret"})
    assert anna.field_1 is None


def test_a_choice_of_its_own_is_refused(anna, save):
    field = make_field(kind="choice", choices=["Arts"])
    assert save(**{name_of(field): "Law"}).context["form"].errors


def test_the_page_says_who_sees_each_value(anna, client_for):
    make_field(visible_to="staff")
    assert "Only you and the staff of this site" in client_for(anna).get(PAGE).content.decode()


def test_the_data_export_has_all_values_of_hidden_fields_too(anna):
    for slot, value in enumerate(("1998", "Cremona"), 1):
        give(anna, make_field(is_hidden=slot == 2, visible_to="staff"), value)
    [table] = [table for table in export_tables(anna) if table.name == "profile-fields"]
    assert list(table.batches()) == [[{"Class of": "1998", "Class of (2)": "Cremona"}]]


def test_an_account_deletion_empties_them(anna):
    give(anna, make_field(), "Cremona")
    blank_member(anna)
    anna.refresh_from_db()
    assert anna.field_1 is None
