import pytest

from invitations import policy
from invitations.errors import LimitReached, NotOpen
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


@pytest.fixture
def said_enough(anna, bruno):
    """Bruno's half, with as many replies as one day takes."""
    reception = reception_of(invite(anna, bruno))
    for number in range(policy.REPLIES_A_DAY):
        reception.reply(f"And {number}", f"n{number}")
    work()
    return reception


def test_a_day_takes_only_so_many_replies(said_enough, anna, clock):
    with pytest.raises(LimitReached):
        said_enough.reply("And one more")
    work()
    assert len(mails(anna)) == policy.REPLIES_A_DAY
    clock.move(days=1, seconds=1)
    said_enough.reply("Good morning")
    assert Message.objects.count() == policy.REPLIES_A_DAY + 1


def test_a_reply_that_is_there_already_is_no_more(said_enough):
    assert said_enough.reply("And 0", "n0").text == "And 0"


def test_another_invitation_has_its_own_count(said_enough, carla, bruno):
    assert reception_of(invite(carla, bruno)).reply("Good day")


def test_the_page_keeps_the_words_and_the_way_to_accept(said_enough, bruno, client_for):
    where = said_enough.invitation.get_absolute_url()
    page = client_for(bruno).post(f"{where}reply/", {"message": "And one more"})
    assert page.status_code == 429
    assert "it can go tomorrow" in page.content.decode()
    assert "And one more" in page.content.decode()
    assert client_for(bruno).post(f"{where}accept/").status_code == 302
