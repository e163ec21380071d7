"""The numbers of the policy, their environment variables and their file."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from io import StringIO
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from invitations import policy, policy_file
from invitations.policy import InvalidNumber, Policy
from network.common.toml_file import TomlFile, TomlFileError, TomlTable
from tests.conftest import invite, load_again, reception_of


def load(settings, **overrides):
    """The policy in force with these environment variables."""
    settings.INVITATIONS = overrides
    return load_again("invitations.policy").IN_FORCE


def shown(numbers):
    return {number.variable: number.shown for number in numbers.numbers()}


def test_every_number_has_a_unit_a_description_and_a_variable():
    numbers = policy.current().numbers()
    assert len(numbers) == len(fields(Policy)) == 24
    assert all(
        number.unit and str(number.sentence).endswith(".") and number.variable.startswith("INVITATIONS_")
        for number in numbers
    )


def test_a_list_of_numbers_is_shown_with_commas(settings):
    numbers = shown(policy.current())
    assert (numbers["INVITATIONS_REMINDER_DAYS"], numbers["INVITATIONS_CLOSE_DAYS"]) == ("7, 14, 21", "180")
    assert shown(load(settings, INVITATIONS_REMINDER_DAYS=""))["INVITATIONS_REMINDER_DAYS"] == "–"


def test_overrides_are_used(settings):
    loaded = load(settings, INVITATIONS_REMINDER_DAYS="3,9", INVITATIONS_FOLLOW_UP_DAYS="0")
    assert (loaded.reminder_days, loaded.follow_up_days) == ((3, 9), 0)


def test_no_reminder_days(settings):
    assert load(settings, INVITATIONS_REMINDER_DAYS="").reminder_days == ()


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


def test_a_policy_does_not_change():
    with pytest.raises(FrozenInstanceError):
        policy.current().close_days = 1


def test_no_policy_has_numbers_outside_their_bounds():
    with pytest.raises(InvalidNumber, match=r"close_days must be at least 1 \(days\)\."):
        replace(policy.current(), close_days=0)


def test_another_policy_is_in_force_within_a_context_in_its_thread_only():
    seen = []
    with policy.using(Policy(close_days=9)):
        Thread(target=lambda: seen.append(policy.current().close_days)).start()
        assert policy.current().close_days == 9
        with pytest.raises(ZeroDivisionError), policy.using(Policy(close_days=8)):
            1 / 0  # noqa: B018
        assert policy.current().close_days == 9
    assert (policy.current().close_days, seen) == (180, [180])


def test_reminders_follow_the_policy_of_the_context(anna, bruno):
    with policy.using(Policy(reminder_days=())):
        assert reception_of(invite(anna, bruno)).next_reminder_at is None


def test_the_threshold_follows_the_policy_of_the_context():
    with policy.using(Policy(restriction_min=2, restriction_max=2)):
        assert policy.restriction_threshold(7, 0) == 2


def test_where_no_reminders_are_counted_no_day_has_come():
    assert policy.days_since(None, datetime(2026, 11, 22, tzinfo=UTC)) == 0


def printed(*options):
    output = StringIO()
    call_command("policy", *options, stdout=output)
    return output.getvalue()


def test_the_command_prints_every_number_with_its_variable():
    lines = printed().splitlines()
    assert "INVITATIONS_REMINDER_DAYS=7,14,21  (days) Days after the first" in printed()
    assert [line.partition("=")[0] for line in lines[:24]] == list(shown(policy.current()))
    assert lines[24].startswith("fixed: 90  (days) ")


def read(tmp_path, text):
    (tmp_path / "a.toml").write_text(text)
    file = TomlFile(tmp_path / "a.toml")
    return policy_file.read(TomlTable(file.data["policy"], ("policy",), file))


def test_what_the_command_writes_is_read_again(tmp_path):
    other = Policy(reminder_days=(), close_days=30)
    with policy.using(other):
        text = printed("--toml")
    assert read(tmp_path, text) == other


def test_a_file_names_only_what_it_changes(tmp_path):
    assert read(tmp_path, "[policy]\nreminder_days = [3]\n") == Policy(reminder_days=(3,))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("close_days = 0", r"policy, close_days: it must be at least 1 \(days\)\."),
        ("close_days = true", "policy, close_days: a whole number is expected here"),
        ("reminder_days = 3", "policy, reminder_days: a list is expected here"),
        ("reminder_days = [3.5]", "policy, reminder_days: a list of whole numbers is expected here"),
        ("reminder_days = [3, 3]", "policy, reminder_days: it must rise"),
        ("close_day = 3", "policy, close_day: this key has no meaning here"),
    ],
)
def test_a_wrong_number_of_a_file_is_named_with_its_line(tmp_path, line, problem):
    with pytest.raises(TomlFileError, match=f"a.toml, line 2: {problem}"):
        read(tmp_path, f"[policy]\n{line}\n")
