"""Replies of the recipient and messages of the sender."""

import pytest

from invitations import policy
from invitations.errors import LimitReached, NotOpen
from invitations.models import Delivery, Message
from tests.conftest import invite, mails, reception_of, refuse, tick, work


@pytest.fixture
def replied(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("How do we know each other?")
    work()
    return invitation


@pytest.mark.rule("R16", "R17")
def test_a_reply_is_emailed_to_the_sender(replied, anna):
    (mail,) = mails(anna)
    assert "How do we know each other?" in mail.text
    assert f"/invitations/{replied.public_id}/" in mail.text


@pytest.mark.rule("R18", "R19")
def test_a_reply_leaves_the_invitation_open(replied):
    replied.refresh_from_db()
    assert replied.is_open
    reception_of(replied).accept()


def test_a_reply_stops_the_reminders(replied, bruno, clock):
    clock.move(days=30)
    tick()
    assert not mails(bruno, "invitation is still waiting")


def test_the_same_nonce_twice_saves_one_message(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    assert reception.reply("Hello", "n1") == reception.reply("Hello", "n1")
    assert Message.objects.count() == 1


def test_the_sender_cannot_write_before_a_reply(anna, bruno):
    with pytest.raises(NotOpen):
        invite(anna, bruno).message("Hello again")


def test_the_sender_can_answer_each_reply_once(replied, bruno):
    replied.message("From the archive in Modena.")
    work()
    assert "From the archive in Modena." in mails(bruno, "answered your message")[0].text
    with pytest.raises(NotOpen):
        replied.message("And one more thing.")


def test_an_answer_to_an_ignored_invitation_is_shown_but_not_emailed(replied, bruno):
    reception_of(replied).ignore()
    replied.message("From the archive.")
    work()
    assert not mails(bruno, "answered")
    assert Message.objects.shown_to_recipient(bruno).filter(text="From the archive.").exists()


@pytest.mark.rule("R24", "R25")
def test_an_answer_after_a_refusal_is_never_shown(replied, bruno):
    reception = reception_of(replied)
    refuse(reception)
    replied.message("From the archive.")
    work()
    assert Delivery.objects.get(kind="message").outcome == Delivery.Outcome.REFUSED
    reception.take_back_unknown()
    assert not Message.objects.shown_to_recipient(bruno).filter(text="From the archive.").exists()


def test_a_refused_invitation_cannot_be_replied_to(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    with pytest.raises(NotOpen):
        reception.reply("Hello")


@pytest.fixture
def at_reply_limit(anna, bruno):
    """Bruno's reception with the maximum number of replies per day."""
    reception = reception_of(invite(anna, bruno))
    for number in range(policy.current().replies_a_day):
        reception.reply(f"And {number}", f"n{number}")
    work()
    return reception


def test_replies_per_day_are_limited(at_reply_limit, anna, clock):
    with pytest.raises(LimitReached):
        at_reply_limit.reply("And one more")
    work()
    assert len(mails(anna)) == policy.current().replies_a_day
    clock.move(days=1, seconds=1)
    at_reply_limit.reply("Good morning")
    assert Message.objects.count() == policy.current().replies_a_day + 1


def test_a_repeated_reply_is_not_limited(at_reply_limit):
    assert at_reply_limit.reply("And 0", "n0").text == "And 0"


def test_the_limit_is_per_invitation(at_reply_limit, carla, bruno):
    assert reception_of(invite(carla, bruno)).reply("Good day")


def test_the_page_at_the_limit_keeps_the_text_and_allows_accepting(at_reply_limit, bruno, client_for):
    url = at_reply_limit.invitation.get_absolute_url()
    page = client_for(bruno).post(f"{url}reply/", {"message": "And one more"})
    assert page.status_code == 429
    assert "you can send it tomorrow" in page.content.decode()
    assert "And one more" in page.content.decode()
    assert client_for(bruno).post(f"{url}accept/").status_code == 302
