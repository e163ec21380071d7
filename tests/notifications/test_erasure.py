"""A member leaves: the captured summaries that list them go, and no others."""

from __future__ import annotations

import pytest

from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory

SUMMARY = "is now in your network"


@pytest.fixture
def dora(anna, carla):
    """A connection of Carla's, whom the e-mail about Carla's acceptance lists to Anna."""
    dora = MemberFactory(name="Dora Neri")
    accept(dora, carla)
    accept(anna, carla)
    assert "\n- Dora Neri\n" in mails(anna, SUMMARY)[0].text
    return dora


def accept(sender, recipient) -> None:
    reception_of(invite(sender, recipient)).accept()
    work()


def gone(member) -> None:
    member.leave()
    work()


def test_a_summary_that_lists_them_goes(dora, anna):
    gone(dora)
    assert not mails(anna, SUMMARY)


def test_also_where_they_are_connected_no_longer(dora, anna, carla):
    Connection.objects.remove(carla, dora)
    gone(dora)
    assert not mails(anna, SUMMARY)


def test_also_where_it_was_they_who_had_accepted(anna, bruno, carla):
    accept(carla, bruno)
    accept(anna, carla)
    gone(bruno)
    assert not mails(anna, SUMMARY)


def test_a_namesake_takes_nothing_along(dora, anna, bruno):
    namesake = MemberFactory(name="Dora Neri")
    accept(bruno, namesake)
    gone(namesake)
    assert mails(anna, SUMMARY)


def test_a_word_of_the_mail_is_no_name_in_it(dora, anna, carla):
    later = MemberFactory(name="network")
    accept(later, carla)
    gone(later)
    assert mails(anna, SUMMARY)
