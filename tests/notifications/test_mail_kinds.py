"""The registry of kinds of e-mail."""

import pytest
from django.template.loader import get_template

from notifications.choices import ABOUT_THE_ACCOUNT, Kind, SilentKind, get_kind_choices
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import EmailPreferences, Outbox

RENDERED = [kind for kind, mail in MAIL_KINDS.items() if mail.get_context]


def test_each_kind_has_a_record():
    assert set(MAIL_KINDS) == set(Kind)


def test_kinds_are_either_mailed_or_silent():
    values = [value for value, _label in get_kind_choices()]
    assert len(values) == len(set(values)) == len(Kind) + len(SilentKind)
    assert max(map(len, values)) <= Outbox._meta.get_field("kind").max_length


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("suffix", ["subject.txt", "txt", "html"])
def test_each_kind_has_its_templates(kind, suffix):
    assert get_template(f"emails/{kind}.{suffix}")


@pytest.mark.parametrize("kind", MAIL_KINDS)
def test_a_switch_is_a_field_of_the_preferences(kind):
    assert MAIL_KINDS[kind].switch in ("", *EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES)


def test_the_kinds_about_the_account_are_those_of_this_audience():
    assert {
        kind for kind, mail in MAIL_KINDS.items() if mail.audience == Audience.ACCOUNT
    } == ABOUT_THE_ACCOUNT


@pytest.mark.parametrize("kind", sorted(ABOUT_THE_ACCOUNT))
def test_mail_about_the_account_has_no_switch_and_ignores_bounces(kind):
    mail = MAIL_KINDS[kind]
    assert (mail.audience, mail.switch, mail.respects_suppressions) == (Audience.ACCOUNT, "", False)


def test_each_switch_but_the_last_stops_some_kind():
    switches = {"", *EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES}
    assert {mail.switch for mail in MAIL_KINDS.values()} == switches - {"none"}
