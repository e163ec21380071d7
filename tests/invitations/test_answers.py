"""News of the recipient: the sender has answered their reply. On Home until acknowledged, and on the card."""

from __future__ import annotations

import pytest

from invitations.models import Block, Invitation, Reception
from tests.conftest import invite, reception_of, refuse, work
from tests.factories import MemberFactory


@pytest.fixture
def replied(anna, bruno):
    """Anna's invitation, to which Bruno has replied."""
    invitation = invite(anna, bruno, "We met in Parma.")
    reception_of(invitation).reply("When was it?")
    return invitation


def answer(invitation, text="In the spring") -> None:
    Invitation.objects.get(pk=invitation.pk).message(text)
    work()


def news(member, client_for) -> list[str]:
    """Public ids of the invitations whose answers are on the recipient's home page."""
    rows = client_for(member).get("/").context["news"]
    return [row.invitation.public_id for row in rows if isinstance(row, Reception)]


def acknowledge(browser, invitation, **form_data):
    return browser.post(f"/invitations/{invitation.public_id}/noted/", form_data)


def test_an_answer_is_on_the_home_page_until_acknowledged(replied, bruno, client_for):
    answer(replied)
    page = client_for(bruno).get("/").content.decode()
    link = f'<a class="row-name" href="{replied.get_absolute_url()}">'
    assert f"{link}<bdi>Anna Ricci</bdi> answered your reply</a>" in page
    assert acknowledge(client_for(bruno), replied)["Location"] == "/"
    assert news(bruno, client_for) == []


def test_looking_at_the_conversation_writes_nothing(replied, bruno, client_for):
    answer(replied)
    assert "In the spring" in client_for(bruno).get(replied.get_absolute_url()).content.decode()
    assert news(bruno, client_for) == [replied.public_id]


@pytest.mark.parametrize(
    ("verb", "arguments"), [("reply", ["Thank you"]), ("accept", []), ("ignore", []), ("report", ["spam"])]
)
def test_what_the_recipient_does_acknowledges_the_answer(replied, bruno, client_for, verb, arguments):
    answer(replied)
    getattr(reception_of(replied), verb)(*arguments)
    assert news(bruno, client_for) == []
    assert reception_of(replied).news_at is None


@pytest.mark.parametrize("ending", ["withdraw", "close"])
def test_an_ended_invitation_is_no_news(replied, bruno, client_for, ending):
    answer(replied)
    getattr(replied, ending)()
    assert news(bruno, client_for) == []
    work()
    assert reception_of(replied).news_at is None


def test_an_answer_of_a_blocked_member_is_no_news(replied, anna, bruno, client_for):
    Block.objects.block(bruno, anna)
    answer(replied)
    assert news(bruno, client_for) == []


def test_an_answer_to_an_archived_invitation_is_shown_and_no_news(replied, bruno, client_for, clock):
    reception_of(replied).ignore()
    clock.move(days=2)
    answer(replied)
    clock.move(days=1)
    assert news(bruno, client_for) == []
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "<bdi>Anna</bdi> answered" in page
    reception_of(replied).restore()
    assert news(bruno, client_for) == []


def test_an_answer_after_a_refusal_is_never_shown(replied, bruno, client_for):
    refuse(reception_of(replied))
    answer(replied)
    assert reception_of(replied).answered_at is None
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "answered" not in page


def last_message(browser) -> str:
    """The sentence of the card about the last message."""
    page = browser.get("/invitations/").content.decode()
    return "answered" if "<bdi>Anna</bdi> answered" in page else "replied" if "You replied" in page else ""


def test_the_card_says_who_wrote_last(anna, bruno, client_for, clock):
    invitation = invite(anna, bruno)
    seen = [last_message(client_for(bruno))]
    for _ in range(2):
        clock.move(hours=1)
        reception_of(invitation).reply("When was it?")
        seen.append(last_message(client_for(bruno)))
        clock.move(hours=1)
        answer(invitation)
        seen.append(last_message(client_for(bruno)))
    assert seen == ["", "replied", "answered", "replied", "answered"]


def test_home_counts_answers_with_the_news_of_sent_invitations(
    replied, anna, bruno, carla, client_for, clock
):
    for person in (carla, MemberFactory()):
        clock.move(minutes=1)
        reception_of(invite(bruno, person)).accept()
    clock.move(minutes=1)
    answer(replied)
    page = client_for(bruno).get("/")
    assert "Dismiss all (3)" in page.content.decode()
    assert [type(row) for row in page.context["news"]] == [Reception, Invitation, Invitation]
    assert page.context["waiting_count"] == "1"
    client_for(bruno).post("/invitations/noted/")
    assert client_for(bruno).get("/").context["news"] == []


def test_a_later_answer_stays(replied, bruno, client_for, clock):
    answer(replied)
    shown = clock.now().isoformat()
    clock.move(minutes=5)
    reception_of(replied).reply("And where?")
    answer(replied)
    for url in (f"/invitations/{replied.public_id}/noted/", "/invitations/noted/"):
        client_for(bruno).post(url, {"until": shown})
    assert news(bruno, client_for) == [replied.public_id]


def test_others_acknowledge_nothing(replied, anna, bruno, carla, client_for):
    answer(replied)
    assert acknowledge(client_for(carla), replied).status_code == 404
    assert acknowledge(client_for(anna), replied).status_code == 302
    for member in (anna, carla):
        client_for(member).post("/invitations/noted/")
    assert news(bruno, client_for) == [replied.public_id]
    assert news(carla, client_for) == []


def test_acknowledging_one_answer_leaves_another(replied, bruno, carla, client_for):
    other = invite(carla, bruno)
    reception_of(other).reply("Who are you?")
    for invitation in (replied, other):
        answer(invitation)
    acknowledge(client_for(bruno), replied)
    assert news(bruno, client_for) == [other.public_id]


def test_the_home_page_has_the_newest_rows_of_both_kinds(bruno, clock, client_for):
    received = []
    for _ in range(5):
        clock.move(minutes=1)
        received.append(invite(MemberFactory(), bruno))
    reception_of(received[0]).reply("Who are you?")
    answer(received[0])
    page = client_for(bruno).get("/")
    assert [card["reception"].invitation for card in page.context["cards"]] == received[:1:-1]
    assert news(bruno, client_for) == [received[0].public_id]


def test_the_time_of_an_answer_is_that_of_the_message(replied, clock):
    """The worker's time would tell how long its decision took."""
    replied.message("In Parma, by the river")
    wrote = clock.now()
    clock.move(minutes=5)
    work()
    reception = reception_of(replied)
    assert (reception.answered_at, reception.news_at) == (wrote, wrote)
