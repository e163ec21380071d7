"""The numbers of the policy and their environment variables."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from invitations import policy
from tests.conftest import invite, load_again, reception_of


def load(settings, **overrides):
    """Run the module `policy` with overrides; its global names."""
    settings.INVITATIONS = overrides
    return vars(load_again("invitations.policy"))


def test_every_number_has_a_unit_a_description_and_a_variable():
    assert len(policy.NUMBERS) == 24
    assert all(
        number.unit and str(number.sentence).endswith(".") and number.variable.startswith("INVITATIONS_")
        for number in policy.NUMBERS
    )


def test_a_number_is_shown_without_a_tuple_around_it(settings):
    values = {number.variable: number.value for number in load(settings)["NUMBERS"]}
    assert values["INVITATIONS_NOTE_LENGTH"] == policy.NOTE_LENGTH
    assert values["INVITATIONS_REMINDER_DAYS"] == policy.REMINDER_DAYS


def test_a_list_of_numbers_is_shown_with_commas(settings):
    shown = {number.variable: number.shown for number in policy.NUMBERS}
    assert (shown["INVITATIONS_REMINDER_DAYS"], shown["INVITATIONS_CLOSE_DAYS"]) == ("7, 14, 21", "180")
    assert load(settings, INVITATIONS_REMINDER_DAYS="")["NUMBERS"][1].shown == "–"


def test_overrides_are_used(settings):
    loaded = load(settings, INVITATIONS_REMINDER_DAYS="3,9", INVITATIONS_FOLLOW_UP_DAYS="0")
    assert (loaded["REMINDER_DAYS"], loaded["FOLLOW_UP_DAYS"]) == ((3, 9), 0)


def test_no_reminder_days(settings):
    assert load(settings, INVITATIONS_REMINDER_DAYS="")["REMINDER_DAYS"] == ()


@pytest.mark.parametrize(
    ("variable", "bad"),
    [
        ("INVITATIONS_NOTE_LENGTH", "long"),
        ("INVITATIONS_NOTE_LENGTH", "0"),
        ("INVITATIONS_NOTE_LENGTH", "1,2"),
        ("INVITATIONS_ALLOWANCE", "-1"),
        ("INVITATIONS_ALLOWANCE", "1000001"),
        ("INVITATIONS_CLOSE_DAYS", "36501"),
        ("INVITATIONS_REMINDER_DAYS", "14,7"),
        ("INVITATIONS_RESTRICTION_MIN", "9"),
    ],
)
def test_an_invalid_value_raises_and_names_the_variable(settings, variable, bad):
    with pytest.raises(ImproperlyConfigured, match=variable):
        load(settings, **{variable: bad})


def test_without_reminder_days_no_reminder_is_scheduled(monkeypatch, anna, bruno):
    monkeypatch.setattr(policy, "REMINDER_DAYS", ())
    assert reception_of(invite(anna, bruno)).next_reminder_at is None
