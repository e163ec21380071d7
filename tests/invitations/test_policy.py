import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from invitations import policy
from tests.conftest import invite, reception_of

MODULE = Path(policy.__file__)


def load(settings, **overrides):
    settings.INVITATIONS = overrides
    return runpy.run_path(str(MODULE))


def test_every_number_has_a_unit_a_sentence_and_a_variable():
    assert len(policy.NUMBERS) == 19
    assert all(
        n.unit and n.sentence.endswith(".") and n.variable.startswith("INVITATIONS_") for n in policy.NUMBERS
    )


def test_an_override_counts(settings):
    loaded = load(settings, INVITATIONS_REMINDER_DAYS="3,9", INVITATIONS_FOLLOW_UP_DAYS="0")
    assert (loaded["REMINDER_DAYS"], loaded["FOLLOW_UP_DAYS"]) == ((3, 9), 0)


def test_no_reminders_at_all(settings):
    assert load(settings, INVITATIONS_REMINDER_DAYS="")["REMINDER_DAYS"] == ()


@pytest.mark.parametrize(
    ("variable", "bad"),
    [
        ("INVITATIONS_NOTE_LENGTH", "long"),
        ("INVITATIONS_NOTE_LENGTH", "0"),
        ("INVITATIONS_NOTE_LENGTH", "1,2"),
        ("INVITATIONS_ALLOWANCE", "-1"),
        ("INVITATIONS_REMINDER_DAYS", "14,7"),
        ("INVITATIONS_RESTRICTION_MIN", "9"),
    ],
)
def test_nonsense_refuses_to_start_and_names_the_variable(settings, variable, bad):
    with pytest.raises(ImproperlyConfigured, match=variable):
        load(settings, **{variable: bad})


def test_with_no_reminder_days_nothing_is_planned(monkeypatch, anna, bruno):
    monkeypatch.setattr(policy, "REMINDER_DAYS", ())
    assert reception_of(invite(anna, bruno)).next_reminder_at is None
