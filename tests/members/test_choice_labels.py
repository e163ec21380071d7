"""How a choice reads in each language; the stored value is one."""

from __future__ import annotations

import pytest
from django.utils import translation

from network.members.privacy.export import export_tables
from tests.members.fields import give, make_field
from tests.site.edit import edit_site

LABELS = {"Arts": {"en": "Fine arts", "it": "Belle arti"}, "Law": {"it": "Diritto"}}


@pytest.fixture
def field(db):
    return make_field(
        kind="choice", choices=["Arts", "Law"], choice_labels=LABELS, is_on_card=True, is_filter=True
    )


@pytest.mark.parametrize(
    ("language", "arts", "law"),
    [("it", "Belle arti", "Diritto"), ("en", "Fine arts", "Law"), ("ar", "Fine arts", "Law")],
)
def test_the_language_of_the_page_then_of_the_site_then_the_value(field, language, arts, law):
    with translation.override(language):
        assert field.options == {"Arts": arts, "Law": law}
    assert field.label_of("Music") == "Music"


def test_the_language_that_the_host_has_set_comes_before_the_value(field):
    edit_site(default_language="it")
    with translation.override("ar"):
        assert field.options == {"Arts": "Belle arti", "Law": "Diritto"}


@pytest.mark.parametrize("page", ["/members/", "/members/anna/", "/settings/profile/"])
def test_pages_show_the_label(field, anna, bruno, client_for, page):
    give(anna, field, "Arts")
    client = client_for(bruno if page != "/settings/profile/" else anna)
    html = client.get(page).content.decode()
    assert "Fine arts" in html
    assert ">Arts<" not in html


def test_the_directory_is_filtered_by_the_value(field, anna, bruno, client_for):
    give(bruno, field, "Arts")
    found = client_for(anna).get("/members/", {f"field-{field.pk}": "Arts"})
    assert [card["person"] for card in found.context["cards"]] == [bruno]


def test_the_data_export_has_the_value_and_the_label(field, anna):
    give(anna, field, "Arts")
    with translation.override("it"):
        [table] = [table for table in export_tables(anna) if table.name == "profile-fields"]
        assert list(table.batches()) == [[{"Class of": "Arts", "Class of (shown)": "Belle arti"}]]


def test_a_choice_may_be_typed_as_it_reads_in_any_language(field):
    assert [field.parse(text) for text in ("law", "diritto", "Fine Arts")] == ["Law", "Law", "Arts"]


def test_a_choice_comes_before_a_label_of_another(db):
    field = make_field(kind="choice", choices=["Arts", "Law"], choice_labels={"Arts": {"it": "law"}})
    assert field.parse("Law") == "Law"
