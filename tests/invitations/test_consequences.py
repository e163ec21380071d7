"""Every action states its consequence and whether it can be undone."""

import re

import pytest

from invitations import actions
from tests.conftest import invite, reception_of, refuse

IRREVERSIBLE_PATTERN = re.compile(r"You can’t undo this|doesn’t bring|You can undo this for")
REVERSIBLE_VERBS = {"ignore", "restore", "take_back_unknown", "unblock"}
IRREVERSIBLE_VERBS = {
    "accept", "reply", "unknown", "report", "block", "follow_up", "withdraw", "use_another_address",
}  # fmt: skip


@pytest.fixture
def every_action(anna, bruno, clock):
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    all_actions = [
        actions.block_member_action(bruno),
        actions.unblock_member_action(bruno),
        actions.report_action(reception),
        actions.use_another_address_action(invitation),
    ]
    for change_state in (lambda: None, reception.ignore, reception.say_unknown):
        change_state()
        all_actions += reception.actions_for(bruno)
    clock.move(days=7)
    return [*all_actions, *invitation.actions_for(anna)]


def test_every_action_states_its_consequence(every_action):
    assert {action.verb for action in every_action} == REVERSIBLE_VERBS | IRREVERSIBLE_VERBS
    assert all(action.consequence.endswith(".") for action in every_action)


def test_irreversible_actions_say_so(every_action):
    verbs = {action.verb for action in every_action if IRREVERSIBLE_PATTERN.search(action.consequence)}
    assert verbs == IRREVERSIBLE_VERBS


@pytest.mark.parametrize(
    ("minutes", "ending"),
    [
        (0, "You can’t undo this."),
        (1, "You can undo this for 1 minute."),
        (10, "You can undo this for 10 minutes."),
    ],
)
def test_the_time_limit_for_taking_back_unknown_is_stated(anna, bruno, set_policy, minutes, ending):
    set_policy(take_back_minutes=minutes)
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    assert reception.actions_for(bruno)[-1].consequence.endswith(ending)


PAGE_SENTENCES = {
    "/members/bruno/invite/": "an e-mail can’t be undone once it is sent",
    "/invitations/by-email/": "an e-mail can’t be undone once it is sent",
    "/members/carla/": "You can’t undo this",
    "/settings/delete/": "You can’t undo this, and the staff can’t either.",
    "/accounts/email/": "to use the address again, add it and confirm it once more.",
}


@pytest.mark.parametrize("path", PAGE_SENTENCES)
def test_pages_with_forms_state_the_consequence(path, anna, bruno, carla, client_for):
    reception_of(invite(anna, carla)).accept()
    anna.emailaddress_set.create(email="anna@example.net", verified=True, primary=False)
    assert PAGE_SENTENCES[path] in client_for(anna).get(path).content.decode()


def test_the_message_form_states_the_consequence(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    assert "You can’t undo this." in client_for(anna).get(invitation.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("shares", "sent"),
    [
        (True, "your profile, your address, the number of your connections"),
        (False, "but not your address. You can’t undo"),
    ],
)
def test_accepting_after_all_says_what_is_sent(anna, bruno, shares, sent):
    bruno.share_address = shares
    bruno.save()
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    assert sent in reception.actions_for(bruno)[0].consequence
