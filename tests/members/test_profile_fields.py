"""Fields that a host adds to profiles: what they accept, and what becomes of values when a field changes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from network.members.models import ProfileField
from tests.members.fields import give, make_field

REFUSED = {
    "text": ["x" * 81, "a\u202eb", "a\x00b", "a\nb", "\u200b", "a" + "\u0301" * 5, "=?utf-8?q?x?="],
    "year": ["98", "19988", "1799", "2201", "abcd", "1998.", "-199", "１９９"],
    "choice": ["Music", "Arts\x00"],
    "link": [
        "http://example.org", "javascript:alert(1)", "//example.org", "example.org", "https://", "https://a b.org",
        "https://bank.example@evil.example/", "https://example.org/\u202e", "https://example.org\\@evil.example",
        "https://example.org/" + "x" * 200, "data:text/html,x", "https://[::1", "https://example.org:99999999/",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in REFUSED.items() for text in texts]
)
def test_what_no_value_may_be(kind, text):
    with pytest.raises(ValidationError):
        ProfileField(slot=1, kind=kind, choices=["Arts", "Law"]).parse(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  Cremona  ", "Cremona"),
        ("text", "<b>O'Neil</b>", "<b>O'Neil</b>"),
        ("text", "   ", None),
        ("year", "1998", "1998"),
        ("year", "١٩٩٨", "1998"),
        ("choice", "aRTS", "Arts"),
        ("link", "https://example.org/anna?x=1", "https://example.org/anna?x=1"),
    ],
)
def test_what_a_typed_text_stands_for(kind, text, value):
    assert ProfileField(slot=1, kind=kind, choices=["Arts", "Law"]).parse(text) == value


@pytest.mark.parametrize(
    "columns",
    [
        {"is_filter": True, "visible_to": "connections", "kind": "year"},
        {"is_filter": True, "visible_to": "staff", "kind": "choice", "choices": ["a"]},
        {"is_filter": True, "kind": "text"},
        {"is_on_card": True, "kind": "link"},
        {"is_compared": True, "kind": "link"},
        {"kind": "choice"},
    ],
)
def test_a_field_that_would_tell_too_much_or_nothing_is_refused(db, columns):
    with pytest.raises(ValidationError):
        make_field(**columns)


def test_there_are_six_fields_at_most_two_of_them_on_cards(db):
    for _number in range(2):
        make_field(is_on_card=True)
    with pytest.raises(ValidationError):
        make_field(is_on_card=True)
    for _number in range(4):
        make_field()
    with pytest.raises(ValidationError):
        make_field()


def test_a_field_in_the_place_of_a_deleted_one_has_none_of_its_values(anna, bruno):
    deleted = make_field(visible_to="staff")
    give(anna, deleted, "secret")
    key, slot = deleted.pk, deleted.slot
    deleted.delete()
    assert make_field().slot == slot
    ProfileField.objects.save_values(bruno, {key: "from a page of before"})
    for person in (anna, bruno):
        person.refresh_from_db()
        assert person.field_1 is None


def test_values_that_a_changed_field_cannot_have_are_counted_before_and_deleted_after(anna, bruno, carla):
    field = make_field(kind="text")
    for person, value in ((anna, "arts"), (bruno, "Law"), (carla, "Law")):
        give(person, field, value)
    field.kind, field.choices = "choice", ["Arts"]
    assert field.lost_count() == 2
    assert field.save_and_convert() == 2
    for person, value in ((anna, "Arts"), (bruno, None), (carla, None)):
        person.refresh_from_db()
        assert person.field_1 == value


def test_values_are_never_shown_to_more_people_than_they_were_entered_for(anna):
    field = make_field(visible_to="connections")
    give(anna, field, "Cremona")
    field.visible_to = "members"
    with pytest.raises(ValidationError):
        field.full_clean()
    field.visible_to = "staff"
    field.full_clean()


def test_the_label_is_in_the_language_of_the_reader_or_in_another(db):
    field = make_field()
    field.labels = {"it": "Anno", "ar": ""}
    assert field.label == "Anno"
