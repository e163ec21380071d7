"""The thread of two people on each other's profile: what the viewer's page of the invitation has, and no more."""

import pytest

from invitations.models import Invitation, Message
from network.members.models import Connection
from tests.conftest import invite, reception_of, work


@pytest.fixture
def invitation(anna, bruno):
    """Bruno has replied and Anna has answered."""
    invitation = invite(anna, bruno, "Good day")
    reception_of(invitation).reply("Who are you?")
    invitation.message("We met in Modena.")
    work()
    return invitation


def profile(client_for, viewer, person) -> str:
    return client_for(viewer).get(f"/members/{person.handle}/").content.decode()


def test_both_find_it_on_the_other_s_profile_with_a_link_to_the_whole(invitation, anna, bruno, client_for):
    for viewer, person in ((anna, bruno), (bruno, anna)):
        page = profile(client_for, viewer, person)
        assert page.index("Who are you?") < page.index("We met in Modena.")
        assert (
            f'href="{invitation.get_absolute_url()}" aria-label="The whole exchange with {person.name}"'
            in page
        )


def test_nobody_else_does(invitation, anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    for viewer, person in ((carla, anna), (carla, bruno), (anna, carla), (anna, anna)):
        assert "The exchange" not in profile(client_for, viewer, person)


def test_it_stays_when_they_are_connected(invitation, anna, bruno, client_for):
    reception_of(invitation).accept()
    for viewer, person in ((anna, bruno), (bruno, anna)):
        assert "Who are you?" in profile(client_for, viewer, person)


def test_withdrawn_it_is_gone_for_both(invitation, anna, bruno, client_for):
    invitation.withdraw()
    for viewer, person in ((anna, bruno), (bruno, anna)):
        assert "Who are you?" not in profile(client_for, viewer, person)


def test_what_is_written_after_a_refusal_the_sender_alone_sees(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    reception.reply("Who are you?")
    reception.ignore()
    reception.say_unknown()
    invitation.message("We met in Modena.")
    work()
    assert "We met in Modena." in profile(client_for, anna, bruno)
    assert "We met in Modena." not in profile(client_for, bruno, anna)


def test_the_sender_s_profile_of_whom_they_reached_by_address_names_nobody(anna, bruno, client_for):
    invitation = Invitation.objects.send_to_address(anna, bruno.email, "Good day")
    work()
    reception_of(invitation).reply("Who are you?")
    assert "Who are you?" not in profile(client_for, anna, bruno)
    assert "Who are you?" in profile(client_for, bruno, anna)


def test_it_is_the_thread_of_the_page(invitation, anna, bruno, client_for):
    for viewer, person in ((anna, bruno), (bruno, anna)):
        shown = list(client_for(viewer).get(invitation.get_absolute_url()).context["thread"])
        assert list(Message.objects.shown_between(viewer, person)) == shown
