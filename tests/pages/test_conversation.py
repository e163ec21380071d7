"""The conversation of two members on each other's profile: the messages of the invitation page."""

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
    """Profile page of a person as the viewer sees it."""
    return client_for(viewer).get(f"/members/{person.handle}/").content.decode()


def test_both_profiles_show_the_conversation_with_a_link(invitation, anna, bruno, client_for):
    for viewer, person in ((anna, bruno), (bruno, anna)):
        page = profile(client_for, viewer, person)
        assert page.index("Who are you?") < page.index("We met in Modena.")
        assert (
            f'href="{invitation.get_absolute_url()}" aria-label="Open conversation with {person.name}"'
            in page
        )


def test_other_members_do_not_see_it(invitation, anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    for viewer, person in ((carla, anna), (carla, bruno), (anna, carla), (anna, anna)):
        assert "Open conversation" not in profile(client_for, viewer, person)


def test_it_stays_after_acceptance(invitation, anna, bruno, client_for):
    reception_of(invitation).accept()
    for viewer, person in ((anna, bruno), (bruno, anna)):
        assert "Who are you?" in profile(client_for, viewer, person)


def test_a_withdrawn_invitation_hides_it_for_both(invitation, anna, bruno, client_for):
    invitation.withdraw()
    for viewer, person in ((anna, bruno), (bruno, anna)):
        assert "Who are you?" not in profile(client_for, viewer, person)


def test_a_message_after_a_refusal_is_shown_to_the_sender_only(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    reception.reply("Who are you?")
    reception.ignore()
    reception.say_unknown()
    invitation.message("We met in Modena.")
    work()
    assert "We met in Modena." in profile(client_for, anna, bruno)
    assert "We met in Modena." not in profile(client_for, bruno, anna)


def test_an_invitation_by_address_is_not_shown_on_the_recipient_s_profile(anna, bruno, client_for):
    invitation = Invitation.objects.send_to_address(anna, bruno.email, "Good day")
    work()
    reception_of(invitation).reply("Who are you?")
    assert "Who are you?" not in profile(client_for, anna, bruno)
    assert "Who are you?" in profile(client_for, bruno, anna)


def test_it_equals_the_thread_of_the_invitation_page(invitation, anna, bruno, client_for):
    for viewer, person in ((anna, bruno), (bruno, anna)):
        shown = list(client_for(viewer).get(invitation.get_absolute_url()).context["thread"])
        assert list(Message.objects.shown_between(viewer, person)) == shown
