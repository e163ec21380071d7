"""The accessible name of each button begins with its visible words, in every language (WCAG 2.5.3)."""

from __future__ import annotations

import pytest
from django.utils import translation

from invitations import actions
from invitations.lists.bulk import ACTIONS_BY_LIST
from tests.conftest import invite, reception_of
from tests.languages import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


def wrong_names(buttons) -> list[tuple[str, str]]:
    pairs = [(str(button.label).rstrip("…"), str(button.full_label)) for button in buttons]
    return [(visible, name) for visible, name in pairs if not name.startswith(visible)]


def test_of_bulk_actions(language):
    assert wrong_names(action for group in ACTIONS_BY_LIST.values() for action in group) == []


@pytest.mark.parametrize("short_name", ["Anna", "Nina", "آنا", ""])
def test_of_both_sides(language, anna, bruno, clock, short_name):
    anna.short_name = short_name
    anna.save()
    invitation = invite(anna, bruno)
    clock.move(days=8)
    reception = reception_of(invitation)
    buttons = [*actions.sender_actions(invitation), *actions.recipient_actions(reception)]
    reception.ignore()
    buttons += actions.recipient_actions(reception)
    reception.say_unknown()
    buttons += [*actions.recipient_actions(reception), actions.report_action(reception)]
    buttons += [actions.block_member_action(anna), actions.unblock_member_action(anna)]
    assert {button.verb for button in buttons} >= {"accept", "ignore", "restore", "unknown", "follow_up"}
    assert wrong_names(buttons) == []
