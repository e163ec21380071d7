"""Account deletion: captured acceptance e-mails that list the member as a connection are deleted, and no others."""

from __future__ import annotations

import pytest

from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory

SUMMARY = "is now in your network"


@pytest.fixture
def dora(anna, carla):
    """A connection of Carla, listed in the e-mail to Anna about Carla's acceptance."""
    dora = MemberFactory(name="Dora Neri")
    accept(dora, carla)
    accept(anna, carla)
    assert "\n- Dora Neri\n" in mails(anna, SUMMARY)[0].text
    return dora


def accept(sender, recipient) -> None:
    reception_of(invite(sender, recipient)).accept()
    work()


def delete_account(member) -> None:
    member.leave()
    work()


def test_an_email_that_lists_the_member_is_deleted(dora, anna):
    delete_account(dora)
    assert not mails(anna, SUMMARY)


def test_it_is_deleted_if_the_connection_was_removed(dora, anna, carla):
    Connection.objects.remove(carla, dora)
    delete_account(dora)
    assert not mails(anna, SUMMARY)


def test_it_is_deleted_if_the_member_was_the_recipient_of_the_connection(anna, bruno, carla):
    accept(carla, bruno)
    accept(anna, carla)
    delete_account(bruno)
    assert not mails(anna, SUMMARY)


def test_emails_that_list_a_namesake_stay(dora, anna, bruno):
    namesake = MemberFactory(name="Dora Neri")
    accept(bruno, namesake)
    delete_account(namesake)
    assert mails(anna, SUMMARY)


def test_a_name_that_occurs_elsewhere_in_the_text_does_not_match(dora, anna, carla):
    later = MemberFactory(name="network")
    accept(later, carla)
    delete_account(later)
    assert mails(anna, SUMMARY)


def test_a_summary_with_an_isolated_name_is_deleted(anna, carla):
    layla = MemberFactory(name="ليلى حداد")
    accept(layla, carla)
    accept(anna, carla)
    assert "\n- \u2068ليلى حداد\u2069\n" in mails(anna, SUMMARY)[0].text
    delete_account(layla)
    assert not mails(anna, SUMMARY)
