import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Message
from tests.conftest import invite, mails, reception_of, tick, work


@pytest.fixture
def replied(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("How do we know each other?")
    work()
    return invitation


@pytest.mark.rule("R16", "R17")
def test_a_reply_mails_the_sender_with_it(replied, anna):
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
    assert not mails(bruno, "is waiting for you")


def test_the_same_nonce_twice_is_one_message(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    assert reception.reply("Hello", "n1") == reception.reply("Hello", "n1")
    assert Message.objects.count() == 1


def test_the_sender_never_writes_first(anna, bruno):
    with pytest.raises(NotOpen):
        invite(anna, bruno).message("Hello again")


def test_the_sender_answers_once_for_each_reply(replied, bruno):
    replied.message("From the archive in Modena.")
    work()
    assert "From the archive in Modena." in mails(bruno, "answered your message")[0].text
    with pytest.raises(NotOpen):
        replied.message("And one more thing.")


def test_her_answer_is_only_shown_while_archived(replied, bruno):
    reception_of(replied).ignore()
    replied.message("From the archive.")
    work()
    assert not mails(bruno, "answered")
    assert Message.objects.shown_to_recipient(bruno).filter(text="From the archive.").exists()


@pytest.mark.rule("R24", "R25")
def test_her_answer_is_never_shown_once_refused(replied, bruno):
    reception = reception_of(replied)
    reception.ignore()
    reception.say_unknown()
    replied.message("From the archive.")
    work()
    assert Delivery.objects.get(kind="message").outcome == Delivery.Outcome.REFUSED
    reception.take_back_unknown()
    assert not Message.objects.shown_to_recipient(bruno).filter(text="From the archive.").exists()


def test_a_refused_invitation_takes_no_reply(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.say_unknown()
    with pytest.raises(NotOpen):
        reception.reply("Hello")
