"""The admin of profile fields."""

from __future__ import annotations

import pytest

from network.members.models import ProfileField
from tests.members.fields import give, make_field

LIST = "/admin/members/profilefield/"
FORM = {"position": "1", "label_en": "Class of", "kind": "year", "visible_to": "members", "choices": ""}


def errors(response) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def test_a_field_is_made_with_a_label_in_each_language(staff):
    form = FORM | {"label_it": "Anno", "same_en": "same class", "is_filter": "on"}
    assert staff.post(f"{LIST}add/", form).status_code == 302
    field = ProfileField.objects.get()
    assert field.labels == {"en": "Class of", "it": "Anno"}
    assert field.same_labels == {"en": "same class"}
    assert field.is_filter
    assert field.slot == 1


@pytest.mark.parametrize(
    "form",
    [
        {"label_en": ""},
        {"label_en": "a\u202eb"},
        {"label_en": "x" * 41},
        {"kind": "choice"},
        {"kind": "choice", "choices": "Arts\narts"},
        {"kind": "choice", "choices": "x" * 81},
        {"visible_to": "staff", "is_filter": "on"},
    ],
)
def test_what_makes_no_sense_is_refused(staff, form):
    assert errors(staff.post(f"{LIST}add/", FORM | form))
    assert not ProfileField.objects.exists()


def test_values_are_deleted_only_after_the_host_has_read_how_many(staff, anna, bruno):
    field = make_field(kind="choice", choices=["Arts", "Law"])
    give(anna, field, "Arts")
    give(bruno, field, "Law")
    page, form = f"{LIST}{field.pk}/change/", FORM | {"kind": "choice", "choices": "Arts\nMusic"}
    assert "1 member" in errors(staff.post(page, form))["delete_values"][0]
    bruno.refresh_from_db()
    assert bruno.field_1 == "Law"
    staff.post(page, form | {"delete_values": "on"})
    for person, value in ((anna, "Arts"), (bruno, None)):
        person.refresh_from_db()
        assert person.field_1 == value


@pytest.mark.parametrize("bulk", [False, True])
def test_a_deletion_says_how_many_values_go_and_takes_them(staff, anna, bulk):
    field = make_field()
    give(anna, field, "Cremona")
    url = LIST if bulk else f"{LIST}{field.pk}/delete/"
    form = {"action": "delete_selected", "_selected_action": field.pk} if bulk else {}
    assert "Class of: 1 value" in (staff.post(url, form) if bulk else staff.get(url)).content.decode()
    staff.post(url, form | {"post": "yes"})
    anna.refresh_from_db()
    assert anna.field_1 is None
    assert not ProfileField.objects.exists()


def test_the_audience_becomes_wider_only_before_anybody_has_entered_a_value(staff, anna):
    field = make_field(kind="year", visible_to="staff")
    give(anna, field, "1998")
    assert errors(staff.post(f"{LIST}{field.pk}/change/", FORM))["visible_to"]


def test_there_is_no_seventh(staff):
    for _number in range(6):
        make_field()
    assert staff.get(f"{LIST}add/").status_code == 403


def test_staff_read_all_values_on_the_page_of_a_member(staff, anna):
    give(anna, make_field(visible_to="staff"), "<b>Cremona")
    page = staff.get(f"/admin/members/member/{anna.pk}/change/").content.decode()
    assert "&lt;b&gt;Cremona" in page
    assert anna.field_1 not in staff.get("/admin/members/member/").content.decode()


CHOICES = FORM | {"kind": "choice", "choices": "Arts\n\nLaw"}


def test_choices_read_differently_in_each_language_and_new_labels_keep_the_values(staff, anna):
    staff.post(f"{LIST}add/", CHOICES | {"choices_it": "Arte\nLegge"})
    field = ProfileField.objects.get()
    assert field.choice_labels == {"Arts": {"it": "Arte"}, "Law": {"it": "Legge"}}
    give(anna, field, "Arts")
    page = f"{LIST}{field.pk}/change/"
    assert staff.get(page).context["adminform"].form["choices_it"].initial == "Arte\nLegge"
    staff.post(page, CHOICES | {"choices_it": "Belle arti\nDiritto"})
    anna.refresh_from_db()
    assert (anna.field_1, ProfileField.objects.get().choice_labels["Arts"]) == ("Arts", {"it": "Belle arti"})


@pytest.mark.parametrize(
    "lines", ["Arte", "Arte\nLegge\nAltro", "Arte\narte", "Arte\n" + "x" * 81, "a\u202eb\nLegge"]
)
def test_lines_that_do_not_match_the_choices_are_refused(staff, lines):
    assert errors(staff.post(f"{LIST}add/", CHOICES | {"choices_it": lines}))["choices_it"]
    assert not ProfileField.objects.exists()


def test_another_kind_has_no_labels_of_choices(staff):
    staff.post(f"{LIST}add/", FORM | {"choices_it": "Arte"})
    assert ProfileField.objects.get().choice_labels == {}
