"""Before each click: what it leads to, and whether it can be undone."""

import re

import pytest

from invitations import actions, policy
from tests.conftest import invite, reception_of

FOR_GOOD = re.compile(r"cannot be (undone|called back|taken back)|does not bring|and not later")
UNDOABLE = {"ignore", "restore", "take_back_unknown", "unblock"}
LASTING = {"accept", "reply", "unknown", "report", "block", "follow_up", "withdraw"}


@pytest.fixture
def every_action(anna, bruno, clock):
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    found = [actions.of_person(bruno), actions.of_blocked(bruno), actions.of_report(reception)]
    for verb in (lambda: None, reception.ignore, reception.say_unknown):
        verb()
        found += reception.actions_for(bruno)
    clock.move(days=7)
    return [*found, *invitation.actions_for(anna)]


def test_every_action_says_what_it_leads_to(every_action):
    assert {action.verb for action in every_action} == UNDOABLE | LASTING
    assert all(action.consequence.endswith(".") for action in every_action)


def test_what_cannot_be_undone_says_so(every_action):
    says_so = {action.verb for action in every_action if FOR_GOOD.search(action.consequence)}
    assert says_so == LASTING
    assert {action.verb for action in every_action if action.irreversible} == LASTING


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "cannot be taken back."),
        (1, "for 1 minute, and not later."),
        (10, "for 10 minutes, and not later."),
    ],
)
def test_how_long_not_knowing_can_be_taken_back(anna, bruno, monkeypatch, minutes, words):
    monkeypatch.setattr(policy, "TAKE_BACK_MINUTES", minutes)
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    assert reception.actions_for(bruno)[-1].consequence.endswith(words)


PAGES = {
    "/members/bruno/invite/": "an e-mail that has left cannot be called back",
    "/invitations/by-email/": "an e-mail that has left cannot be called back",
    "/members/carla/": "It cannot be undone: to be connected again takes a new invitation.",
    "/settings/delete/": "Nobody can bring it back",
    "/accounts/email/": "to have it back, add it again and confirm it.",
}


@pytest.mark.parametrize("path", PAGES)
def test_pages_with_forms_of_their_own_say_so_too(path, anna, bruno, carla, client_for):
    reception_of(invite(anna, carla)).accept()
    anna.emailaddress_set.create(email="anna@example.net", verified=True, primary=False)
    assert PAGES[path] in client_for(anna).get(path).content.decode()


def test_the_answer_in_the_thread_and_the_link_in_the_email_say_so(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    assert "cannot be called back" in client_for(anna).get(invitation.get_absolute_url()).content.decode()
