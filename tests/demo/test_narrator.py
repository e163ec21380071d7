"""The narrator: both halves of the newest invitation, and what happened between two members."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from invitations.models import Block, Invitation
from network.demo import timeline
from network.demo.participants import find_participant
from network.demo.timeline import narrate
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.languages import LANGUAGES

PAGE = "/demo/narrator/?left=anna&right=bruno"


@pytest.fixture
def narrator(client_for, anna, bruno):
    """Function that returns the narrator's page as HTML."""
    return lambda: client_for().get(PAGE).content.decode()


def narrate_the_two():
    return narrate(find_participant("anna"), find_participant("bruno"))


def said(page: str) -> str:
    """The text of a page in one line."""
    return " ".join(strip_tags(page).split())


def test_it_is_empty_in_the_beginning(narrator):
    assert "Nothing has happened between Anna and Bruno yet." in said(narrator())


@pytest.mark.rule("R21")
def test_a_silence_links_to_the_words_of_its_rule(narrator, anna, bruno):
    reception_of(invite(anna, bruno)).ignore()
    page = narrator()
    link = '<a class="silence" href="/demo/rules/#R21" target="_blank">Not sent: rule R21.</a>'
    assert link in page
    assert "Bruno ignored the invitation: it is archived. Anna sees no difference. Not sent" in said(page)


@pytest.mark.rule("R26")
def test_the_limit_of_an_account_links_to_its_rule(narrator, anna, bruno, set_policy):
    set_policy(restriction_min=1, restriction_max=1)
    refuse(reception_of(invite(anna, bruno)))
    tick()
    page = narrator()
    assert "In the daily count, 1 person had said “I don’t know Anna”" in said(page)
    assert '<a href="/demo/rules/#R26" target="_blank">Rule R26.</a>' in page


def test_a_reminder_that_fell_away(narrator, anna, bruno, clock):
    reception_of(invite(anna, bruno)).ignore()
    clock.move(days=7)
    tick()
    assert "29 Nov Reminder due. Not sent: ignored. 22 Nov" in said(narrator())


@pytest.mark.parametrize(
    ("verb", "seen", "truth"),
    [
        (lambda reception: None, "Sent.", "In the inbox of Bruno."),
        (lambda reception: reception.ignore(), "Sent.", "Archived: ignored by Bruno."),
        (refuse, "Sent.", "Archived: Bruno said “I don’t know Anna”."),
        (lambda reception: reception.report("spam"), "Sent.", "Reported to the staff by Bruno."),
        (
            lambda reception: Block.objects.block(reception.member, reception.sender),
            "Sent.",
            "Ended by a block.",
        ),
        (
            lambda reception: reception.reply("Hello"),
            "Sent, with a reply from Bruno.",
            "In the inbox of Bruno, who has replied.",
        ),
        (lambda reception: reception.accept(), "Connected with Bruno.", "Connected."),
        (lambda reception: reception.invitation.withdraw(), "Withdrawn.", "Gone from all pages of Bruno."),
        (lambda reception: reception.invitation.close(), "Closed.", "Gone from all pages of Bruno."),
    ],
)
def test_the_two_halves(anna, bruno, verb, seen, truth):
    verb(reception_of(invite(anna, bruno)))
    work()
    halves = narrate_the_two().halves
    assert (strip_tags(halves.seen), strip_tags(halves.truth)) == (seen, truth)


def test_the_halves_of_an_ended_connection(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    Invitation.objects.get().end(bruno)
    halves = narrate(find_participant("bruno"), find_participant("anna")).halves
    assert halves.seen == halves.truth == "No longer connected."


def test_the_halves_of_what_has_not_arrived(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    assert narrate_the_two().halves.truth == "The worker has not delivered it yet."
    Block.objects.block(bruno, anna)
    work()
    assert narrate_the_two().halves.truth.startswith("One of the two blocks the other, so nothing")
    assert narrate_the_two().halves.invitation == invitation


def test_several_invitations_are_one_story(narrator, anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(days=1)
    Invitation.objects.send_to_address(anna, "bruno@example.org")
    work()
    text = said(narrator())
    assert "What Anna sees Sent." in text
    assert (
        text.index("23 Nov Anna invited Bruno")
        < text.index("22 Nov Anna withdrew")
        < text.index("22 Nov Anna invited")
    )


def test_only_the_newest_invitations_are_told(narrator, anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(timeline, "MAX_INVITATIONS", 1)
    invite(anna, bruno).withdraw()
    clock.move(days=1)
    invite(bruno, anna)
    text = said(narrator())
    assert "Bruno invited Anna" in text
    assert "Anna withdrew" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_appears_in_any_language(anna, bruno, client_for, language):
    invite(anna, bruno)
    refuse(reception_of(Invitation.objects.get()))
    page = client_for().get(PAGE, headers={"Accept-Language": language}).content.decode()
    text = said(page[page.index("<main") :])
    assert not re.search(r"\w_\w|before it left|silent by|%\(", text)


@pytest.mark.parametrize("number", [1, 4])
def test_the_number_of_queries_is_constant(narrator, anna, bruno, number, django_assert_num_queries):
    for _ in range(number):
        invite(anna, bruno).close()
    with django_assert_num_queries(12):
        narrator()


def test_somebody_who_is_no_member_yet(client_for, anna):
    Invitation.objects.send_to_address(anna, "giulia@example.net")
    work()
    page = said(client_for().get("/demo/narrator/?left=anna&right=giulia@example.net").content.decode())
    assert "What Anna sees Sent. What really happened to it Nobody here has this address" in page
    assert "invited giulia@example.net by e-mail" in page


def test_what_stands_comes_before_what_is_newest(narrator, anna, bruno):
    invite(anna, bruno)
    Invitation.objects.send_to_address(bruno, "anna@example.org")
    work()
    assert "Connected with Bruno." in said(narrator())
