"""Lists, badges, threads, batches and requests show one member's own rows."""

from __future__ import annotations

from invitations.lists import bulk, counts
from invitations.models import AllowanceRequest, Batch, BatchLine, Invitation, Message
from invitations.models.message import Entry, transcript
from tests.conftest import invite, reception_of

ADDRESS = "dora@example.net"


def test_a_line_without_an_invitation_shows_its_word():
    assert BatchLine(address="not an address").to == "not an address"


def test_a_line_shows_its_address_even_if_the_recipient_is_known(anna, bruno):
    invitation = Invitation(sender=anna, recipient=bruno)
    assert BatchLine(address=bruno.email, invitation=invitation).to == bruno.email


def test_the_last_reply_is_older_than_the_senders_answer(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    reply = reception.reply("Was it there?")
    clock.move(days=1)
    reception.invitation.message("It was.")
    assert Message.objects.last_replies([reception.invitation_id]) == {reception.invitation_id: reply.at}


def test_only_open_invitations_are_selected_for_withdrawal(anna, bruno, carla):
    open_, closed = invite(anna, bruno), invite(anna, carla)
    closed.close()
    ids = [closed.public_id, open_.public_id]
    assert list(bulk.WITHDRAW.find(anna, ids)) == [open_.public_id]


def test_a_grant_answers_the_members_own_request(anna, bruno, clock):
    for member in (anna, bruno):
        AllowanceRequest.objects.create(member=member, requested_at=clock.now())
    bruno.allowance.grant(10)
    assert AllowanceRequest.objects.get(answered_at=None).member == anna


def test_a_page_shows_the_conversation_of_one_invitation(anna, bruno, carla, client_for):
    receptions = [reception_of(invite(sender, bruno)) for sender in (anna, carla)]
    replies = [reception.reply("Was it there?") for reception in receptions]
    page = client_for(bruno).get(receptions[0].invitation.get_absolute_url())
    assert list(page.context["thread"]) == replies[:1]


def test_stopping_one_list_leaves_another_running(anna):
    first, second = (Batch.objects.submit(anna, [ADDRESS]) for _ in range(2))
    first.stop()
    second.refresh_from_db()
    assert second.is_running


def test_the_badges_count_ones_own_invitations(anna, bruno):
    invite(anna, bruno)
    assert [counts.list_counts(member)["sent"] for member in (anna, bruno)] == ["1", ""]
    assert [counts.list_counts(member)["received"] for member in (anna, bruno)] == ["", "1"]


def test_a_follow_up_leaves_the_news_of_a_reply(anna, bruno, clock):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    clock.move(days=8)
    invitation = Invitation.objects.get()
    invitation.follow_up()
    invitation.refresh_from_db()
    assert invitation.news_at


def test_the_page_of_a_list_mentions_a_limit_that_was_reached(anna, client_for):
    batch = Batch.objects.submit(anna, [ADDRESS])
    assert not client_for(anna).get(batch.get_absolute_url()).context["limit_reached"]
    batch.lines.update(state=BatchLine.State.LIMIT)
    assert client_for(anna).get(batch.get_absolute_url()).context["limit_reached"]


def test_only_news_counts_as_news(anna, bruno):
    invitation = invite(anna, bruno)
    assert counts.home_context(counts.HOME_COUNTS.fetch(anna.pk))["news_count"] == ""
    reception_of(invitation).accept()
    assert [
        counts.home_context(counts.HOME_COUNTS.fetch(member.pk))["news_count"] for member in (anna, bruno)
    ] == ["1", ""]


def test_acknowledging_one_invitation_leaves_the_news_of_another(anna, bruno, carla, client_for):
    for member in (bruno, carla):
        reception_of(invite(anna, member)).accept()
    first, second = Invitation.objects.order_by("pk")
    url = f"/invitations/{first.public_id}/noted/"
    client_for(anna).post(url, {"until": first.news_at.isoformat()})
    assert list(Invitation.objects.sent_by(anna).news()) == [second]


def test_a_second_grant_leaves_the_first_answer(anna, clock):
    AllowanceRequest.objects.create(member=anna, requested_at=clock.now())
    anna.allowance.grant(10)
    answered_at = AllowanceRequest.objects.get().answered_at
    clock.move(days=1)
    anna.allowance.grant(10)
    assert AllowanceRequest.objects.get().answered_at == answered_at


def test_a_line_keeps_the_address_as_it_is_stored():
    words = " Dora@Example.NET ", "neri", "x" * 300
    assert [BatchLine.from_word(1, word, set()).address for word in words] == [ADDRESS, "neri", "x" * 254]


def test_a_transcript_leaves_out_what_has_no_text(anna, clock):
    entries = [Entry(anna, clock.now(), text) for text in ("", "Two desks apart")]
    assert transcript(entries).count("Anna") == 1


def test_two_members_read_their_own_conversation(anna, bruno, carla):
    replies = [
        reception_of(invite(*pair)).reply("Was it there?")
        for pair in ((anna, bruno), (carla, bruno), (anna, carla))
    ]
    for viewer, other in ((anna, bruno), (bruno, anna)):
        assert list(Message.objects.shown_between(viewer, other)) == replies[:1]


def test_the_home_page_tells_a_restricted_member_alone(anna, bruno):
    bruno.allowance.restrict()
    assert [
        counts.home_context(counts.HOME_COUNTS.fetch(member.pk))["restricted"] for member in (anna, bruno)
    ] == [False, True]


def test_a_line_is_named_by_its_address_or_its_number():
    assert [str(BatchLine(number=2, address=address)) for address in (ADDRESS, "")] == [ADDRESS, "2"]


def test_only_replies_count_as_replies(anna, bruno, set_policy):
    set_policy(replies_a_day=2)
    reception = reception_of(invite(anna, bruno))
    reception.reply("Was it there?")
    reception.invitation.message("It was.")
    assert reception.reply("Then yes.").number == 3


def test_the_last_replies_are_those_of_these_invitations(anna, bruno):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    assert Message.objects.last_replies([0]) == {}


def test_a_request_for_more_is_shown_to_its_member_until_it_is_answered(anna, bruno, client_for):
    client_for(anna).post("/invitations/more/", {"text": "A reunion"})
    pages = {member: client_for(member).get("/invitations/more/") for member in (anna, bruno)}
    assert [page.context["pending"] is not None for page in pages.values()] == [True, False]
    anna.allowance.grant(10)
    assert client_for(anna).get("/invitations/more/").context["pending"] is None
