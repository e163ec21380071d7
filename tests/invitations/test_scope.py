"""Verbs and steps of the worker change, and look at, only the rows that they are about."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from invitations import policy, tokens
from invitations.choices import CancelReason
from invitations.errors import AddressNeeded
from invitations.lists import bulk, counts
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    BatchLine,
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    Message,
    NonMember,
    Reception,
    Refusal,
    Report,
)
from invitations.models.invitation import InvitationQuerySet
from invitations.models.message import Entry, transcript
from invitations.worker import batches, blocks, delivery, non_members, schedule
from network.members.models import Connection, Member
from tests.conftest import invite, mails, reception_of, work

ADDRESS = "dora@example.net"


def refuse(reception: Reception) -> None:
    reception.ignore()
    reception.say_unknown()


def test_an_invitation_that_a_block_ended_is_not_accepted_by_inviting_back(anna, bruno):
    Invitation.objects.send_to_address(anna, bruno.email)
    work()
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    assert Invitation.objects.send(bruno, anna).sender == bruno
    assert not Connection.objects.are_connected(anna, bruno)


def test_a_blockers_request_leaves_the_other_half_to_the_worker(anna, bruno):
    invite(anna, bruno)
    Block.objects.block(anna, bruno)
    assert not InvitationEvent.objects.filter(kind="blocked").exists()


def test_an_email_to_a_member_who_has_not_received_the_invitation_is_cancelled(anna, bruno, carla):
    assert schedule.cancel_reason_for_recipient(invite(anna, bruno), carla) == CancelReason.ENDED


def test_a_withdrawn_invitation_does_not_cancel_the_email_about_a_merged_one(anna, bruno, clock):
    Invitation.objects.send_to_address(anna, bruno.email).withdraw()
    invite(anna, bruno)
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email)
    work()
    assert mails(bruno, "wrote again")


def test_a_later_invitation_that_closed_does_not_reopen_the_plain_way(anna, bruno, clock):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    clock.move(days=1)
    invite(anna, bruno, address=bruno.email).close()
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_a_postponed_delivery_is_due_when_its_time_has_come(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    Delivery.objects.get().postpone()
    assert not delivery.job.due().exists()
    clock.move(minutes=1)
    assert delivery.job.due().exists()


def test_a_postponed_delivery_has_been_due_since_its_time(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    clock.move(hours=1)
    Delivery.objects.get().postpone()
    clock.move(minutes=2)
    assert delivery.job.has_due()
    assert not delivery.job.is_stalled()


def test_a_delivery_that_failed_and_is_overdue_is_stalled(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    Delivery.objects.get().postpone()
    clock.move(hours=1)
    assert delivery.job.is_stalled()


def test_accepting_after_all_voids_no_other_refusal(anna, bruno, carla):
    for sender in (anna, carla):
        refuse(reception_of(invite(sender, bruno)))
    reception_of(Invitation.objects.get(sender=anna)).accept()
    assert Refusal.objects.standing().get().refused == carla


def test_an_invitation_that_the_worker_has_not_ended_yet_is_not_live(anna, bruno):
    invite(anna, bruno).withdraw()
    assert not Reception.objects.of(bruno).standing().exists()


def test_a_reception_that_a_block_ended_is_not_live(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    Block.objects.block(bruno, anna)
    work()
    reception.refresh_from_db()
    assert not Reception.objects.of(bruno).standing().exists()
    assert reception.state == reception.invitation.reception.state == "ended"


def test_only_a_refusal_can_be_taken_back(anna, bruno):
    assert not reception_of(invite(anna, bruno)).can_take_back


def test_events_name_who_caused_them(anna, bruno, admin_user):
    refuse(reception_of(invite(anna, bruno)))
    Refusal.objects.get().void(admin_user)
    reception_of(Invitation.objects.get()).end_by_block(anna)
    actors = InvitationEvent.objects.filter(kind__in=["taken_back", "blocked"]).values_list(
        "actor", flat=True
    )
    assert set(actors) == {admin_user.pk, anna.pk}


def test_voiding_one_refusal_leaves_others(anna, bruno, carla, admin_user):
    for member in (bruno, carla):
        refuse(reception_of(invite(anna, member)))
    Refusal.objects.of(bruno).get().void(admin_user)
    assert Refusal.objects.standing().get().refuser == carla


def test_voiding_a_refusal_changes_no_reception_of_another_sender(anna, bruno, carla, admin_user):
    for sender in (carla, anna):
        refuse(reception_of(invite(sender, bruno)))
    Refusal.objects.against(anna).get().void(admin_user)
    assert Reception.objects.exclude(refused_at=None).get().sender == carla


def test_a_report_forbids_no_report_by_somebody_else(anna, bruno, carla):
    reception = reception_of(invite(anna, bruno))
    reception.reply("Buy this")
    Report.objects.create(
        invitation=reception.invitation,
        reporter=carla,
        reported=anna,
        reason="spam",
        at=reception.delivered_at,
    )
    assert reception.invitation.can_report


def test_a_line_without_an_invitation_shows_its_word():
    assert BatchLine(address="not an address").to == "not an address"


def test_a_line_shows_its_address_even_if_the_recipient_is_known(anna, bruno):
    invitation = Invitation(sender=anna, recipient=bruno)
    assert BatchLine(address=bruno.email, invitation=invitation).to == bruno.email


def test_reports_are_counted_against_the_reported_member(anna, bruno):
    reception_of(invite(anna, bruno)).report("spam")
    assert [Report.objects.against(member).count() for member in (anna, bruno)] == [1, 0]


def test_voiding_the_refusal_of_a_report_leaves_the_reporters_other_refusals(anna, bruno, carla, admin_user):
    refuse(reception_of(invite(carla, bruno)))
    reception_of(invite(anna, bruno)).report("spam")
    Report.objects.get().void_refusal(admin_user)
    assert Refusal.objects.standing().get().refused == carla


def test_a_refusal_and_a_block_concern_one_member(anna, bruno, carla):
    refuse(reception_of(invite(anna, carla)))
    refuse(reception_of(invite(carla, bruno)))
    for blocked in (anna, bruno):
        Block.objects.block(carla, blocked)
    Block.objects.block(bruno, carla)
    assert reception_of(invite(anna, bruno)).state == "inbox"
    Block.objects.block(bruno, anna)


def test_a_lifted_block_does_not_forbid_to_cross(anna, bruno):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna).status == "accepted"


def test_a_block_that_was_lifted_ends_nothing_any_more(anna, bruno, carla):
    block = Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    reception = reception_of(invite(anna, bruno))
    Block.objects.block(carla, anna)
    assert not blocks.settle(block)
    reception.refresh_from_db()
    assert reception.is_live


def test_an_ended_invitation_has_no_next_follow_up(anna, bruno):
    invitation = invite(anna, bruno)
    invitation.close()
    assert invitation.follow_up_from is None


def test_a_follow_up_is_delivered_and_not_merged(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert invitation.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.DELIVERED


def test_the_accept_link_names_one_invitation_of_several(anna, bruno, carla):
    invite(carla, bruno)
    token = tokens.accept_token(invite(anna, bruno), bruno)
    assert tokens.reception_of(token).sender == anna


def test_a_report_voids_the_refusal_that_stands(anna, bruno, admin_user):
    reception = reception_of(invite(anna, bruno))
    reception.report("spam")
    Refusal.objects.get().void(admin_user)
    reception.say_unknown()
    Report.objects.get().void_refusal(admin_user)
    assert not Refusal.objects.standing().exists()


def test_refusing_keeps_the_time_of_ignoring(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    archived_at = reception.archived_at
    clock.move(days=1)
    reception.say_unknown()
    assert reception.archived_at == archived_at


def test_the_sender_pays(anna, bruno):
    Invitation.objects.send(bruno, anna)
    assert [Allowance.objects.get(member=member).used for member in (anna, bruno)] == [0, 1]


def test_the_last_reply_is_older_than_the_senders_answer(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    reply = reception.reply("Was it there?")
    clock.move(days=1)
    reception.invitation.message("It was.")
    assert Message.objects.last_replies([reception.invitation_id]) == {reception.invitation_id: reply.at}


def test_crossing_accepts_one_invitation_of_several(anna, bruno, carla):
    other = invite(carla, bruno)
    crossed = invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna) == crossed
    other.refresh_from_db()
    assert other.is_open


def test_an_accepted_invitation_by_email_is_no_try_at_the_gate(anna, bruno, monkeypatch):
    monkeypatch.setattr(policy, "GATE_TRIES", 1)
    Invitation.objects.send_to_address(anna, bruno.email)
    work()
    Reception.objects.get().accept()
    Connection.objects.remove(bruno, anna)
    assert Invitation.objects.send(anna, bruno, address=bruno.email).is_open


def test_voiding_a_refusal_reopens_the_live_reception(anna, bruno, admin_user):
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    typed.withdraw()
    work()
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    Refusal.objects.get().void(admin_user)
    reception.refresh_from_db()
    assert reception.refused_at is None


def test_only_open_invitations_are_selected_for_withdrawal(anna, bruno, carla):
    open_, closed = invite(anna, bruno), invite(anna, carla)
    closed.close()
    ids = [closed.public_id, open_.public_id]
    assert list(bulk.WITHDRAW.find(anna, ids)) == [open_.public_id]


def test_a_try_at_the_gate_does_not_forbid_to_write_to_the_address(anna, bruno):
    anna.allowance.restrict()
    invite(anna, bruno, address=bruno.email)
    assert Invitation.objects.send_to_address(anna, bruno.email).is_open


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


def test_what_ended_while_it_was_blocked_is_left_alone(anna, bruno, monkeypatch, clock):
    Invitation.objects.send(anna, bruno)
    lock = InvitationQuerySet.lock

    def close_and_lock(rows, *ids):
        rows.filter(pk__in=ids).update(status="closed", closed_at=clock.now())
        return lock(rows, *ids)

    monkeypatch.setattr(InvitationQuerySet, "lock", close_and_lock)
    assert Block.objects.block(anna, bruno)


def test_invitations_by_email_are_no_tries_at_the_gate(anna, bruno, monkeypatch):
    monkeypatch.setattr(policy, "GATE_TRIES_A_DAY", 1)
    anna.allowance.restrict()
    Invitation.objects.send_to_address(anna, ADDRESS)
    assert Invitation.objects.send(anna, bruno, address=bruno.email).is_open


def test_a_follow_up_leaves_the_news_of_a_reply(anna, bruno, clock):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    clock.move(days=8)
    invitation = Invitation.objects.get()
    invitation.follow_up()
    invitation.refresh_from_db()
    assert invitation.news_at


def test_a_second_block_ends_nothing_again(anna, bruno):
    invite(anna, bruno)
    for _ in range(2):
        Block.objects.block(bruno, anna)
        Block.objects.unblock(bruno, anna)
    assert InvitationEvent.objects.filter(kind="blocked").count() == 1


def test_the_badge_of_sent_invitations_counts_open_ones(anna, bruno):
    invite(anna, bruno).withdraw()
    assert counts.list_counts(anna)["sent"] == ""


def test_the_page_of_a_list_mentions_a_limit_that_was_reached(anna, client_for):
    batch = Batch.objects.submit(anna, [ADDRESS])
    assert not client_for(anna).get(batch.get_absolute_url()).context["limit_reached"]
    batch.lines.update(state=BatchLine.State.LIMIT)
    assert client_for(anna).get(batch.get_absolute_url()).context["limit_reached"]


def test_only_news_counts_as_news(anna, bruno):
    invitation = invite(anna, bruno)
    assert counts.home_counts(anna)["news_count"] == ""
    reception_of(invitation).accept()
    assert [counts.home_counts(member)["news_count"] for member in (anna, bruno)] == ["1", ""]


def test_refusals_after_a_lift_count(anna, bruno, carla, monkeypatch, clock):
    monkeypatch.setattr(policy, "RESTRICTION_MIN", 1)
    monkeypatch.setattr(policy, "RESTRICTION_MAX", 1)
    for member in (bruno, carla):
        clock.move(days=1)
        refuse(reception_of(invite(anna, member)))
        assert schedule.restrict_refused_members() == 1
        anna.allowance.lift()


def test_reporting_keeps_the_time_of_refusing(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    refused_at = reception.refused_at
    clock.move(days=1)
    reception.report("spam")
    assert reception.refused_at == refused_at


def test_lines_of_a_stopped_list_are_not_due(anna):
    batch = Batch.objects.submit(anna, [ADDRESS])
    assert BatchLine.objects.due().exists()
    batch.stop()
    assert not BatchLine.objects.due().exists()


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


def test_the_sender_may_answer_a_reply_after_following_up(anna, bruno, clock):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    clock.move(days=8)
    invitation = Invitation.objects.get()
    invitation.follow_up()
    assert invitation.may_message


def test_a_line_keeps_the_address_as_it_is_stored():
    assert BatchLine.from_word(1, " Dora@Example.NET ", set()).address == ADDRESS


def test_the_accept_link_of_a_deactivated_account_is_invalid(anna, bruno):
    token = tokens.accept_token(invite(anna, bruno), bruno)
    Member.objects.filter(pk=bruno.pk).update(is_active=False)
    assert tokens.reception_of(token) is None


def test_what_the_worker_has_not_ended_yet_has_no_next_reminder(anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(days=8)
    assert schedule._remind_chunk() == 0
    assert Reception.objects.get().next_reminder_at is None


def test_a_delivery_locks_the_invitations_of_the_pair(anna, bruno, carla):
    invite(carla, bruno)
    invitation = invite(anna, bruno)
    assert set(delivery._related_invitation_ids(reception_of(invitation))) == {invitation.pk}


def test_an_invitation_is_brought_back_as_often_as_it_may_be_followed_up(anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(policy, "FOLLOW_UPS", 1)
    reception = reception_of(invite(anna, bruno))
    clock.move(days=8)
    assert reception.redeliver("", clock.now())
    clock.move(days=8)
    assert not reception.redeliver("", clock.now())


def test_a_transcript_leaves_out_what_has_no_text(anna, clock):
    assert (
        transcript([Entry(anna, clock.now(), ""), Entry(anna, clock.now(), "Two desks apart")]).count("Anna")
        == 1
    )


def test_two_members_read_their_own_conversation(anna, bruno, carla):
    replies = [
        reception_of(invite(*pair)).reply("Was it there?")
        for pair in ((anna, bruno), (carla, bruno), (anna, carla))
    ]
    for viewer, other in ((anna, bruno), (bruno, anna)):
        assert list(Message.objects.shown_between(viewer, other)) == replies[:1]


def test_a_postponed_line_is_due_when_its_time_has_come(anna, clock):
    line = Batch.objects.submit(anna, [ADDRESS]).lines.get()
    batches.job.postpone(line.pk)
    assert not BatchLine.objects.due().exists()
    clock.move(minutes=5)
    assert BatchLine.objects.due().exists()


def test_a_voided_refusal_stops_no_invitation(anna, bruno, admin_user):
    refuse(reception_of(invite(anna, bruno)))
    Refusal.objects.get().void(admin_user)
    Invitation.objects.get().close()
    work()
    assert reception_of(invite(anna, bruno)).is_live


def test_blocking_one_member_leaves_another(anna, bruno, carla):
    Block.objects.block(anna, carla)
    reception_of(invite(anna, bruno)).accept()
    work()
    assert mails(anna)


def test_the_home_page_tells_a_restricted_member_alone(anna, bruno):
    bruno.allowance.restrict()
    assert [counts.home_counts(member)["restricted"] for member in (anna, bruno)] == [False, True]


def test_a_delivery_needs_no_reason(anna, bruno):
    invite(anna, bruno)
    assert InvitationEvent.objects.get(kind="delivered").reason == ""


def test_a_verb_changes_one_reception_of_several(anna, bruno, carla):
    first, second = (reception_of(invite(sender, bruno)) for sender in (anna, carla))
    second.ignore()
    first.refresh_from_db()
    assert (first.place, second.place) == ("inbox", "archive")


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_a_withdrawal_closes_the_plain_way_until_the_two_connect(anna, bruno, clock, withdrawn_first):
    def withdraw():
        invite(anna, bruno).withdraw()

    def connect_and_part():
        reception_of(invite(anna, bruno, address=bruno.email)).accept()
        Connection.objects.remove(anna, bruno)

    for step in (withdraw, connect_and_part) if withdrawn_first else (connect_and_part, withdraw):
        clock.move(days=1)
        step()
    if withdrawn_first:
        assert Invitation.objects.send(anna, bruno).is_open
    else:
        with pytest.raises(AddressNeeded):
            Invitation.objects.send(anna, bruno)


def test_a_line_is_named_by_its_address_or_its_number():
    assert [str(BatchLine(number=2, address=address)) for address in (ADDRESS, "")] == [ADDRESS, "2"]


def test_inviting_one_member_voids_no_refusal_of_another(anna, bruno, carla):
    for sender in (bruno, carla):
        refuse(reception_of(invite(sender, anna)))
    Invitation.objects.get(sender=bruno).close()
    invite(anna, bruno)
    assert Refusal.objects.standing().get().refused == carla


def test_a_wrong_address_is_recorded_and_its_withdrawal_is_done(anna, bruno):
    anna.allowance.restrict()
    invitation = invite(anna, bruno, address="wrong@example.org")
    assert InvitationEvent.objects.filter(kind="not_delivered", reason="wrong_address").exists()
    invitation.withdraw()
    work()
    assert invitation.deliveries.get(kind="ending").outcome == Delivery.Outcome.DONE


def test_a_conversation_that_a_block_ended_is_hidden(anna, bruno):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    assert Message.objects.shown_between(bruno, anna).exists()
    Block.objects.block(bruno, anna)
    assert not Message.objects.shown_between(bruno, anna).exists()


def test_reporting_one_reply_leaves_another_to_report(anna, bruno, carla):
    invitations = [invite(anna, member) for member in (bruno, carla)]
    for invitation in invitations:
        reception_of(invitation).reply("Buy this")
    invitations[0].report_reply("spam")
    assert [invitation.can_report for invitation in invitations] == [False, True]


def test_the_threshold_is_the_members_own(anna, bruno, carla, monkeypatch):
    monkeypatch.setattr(policy, "RESTRICTION_MIN", 1)
    monkeypatch.setattr(policy, "restriction_threshold", lambda pk, lifts: 1 if pk == bruno.pk else 2)
    refuse(reception_of(invite(bruno, carla)))
    refuse(reception_of(invite(anna, carla)))
    schedule.restrict_refused_members()
    assert [row.member for row in Allowance.objects.exclude(restricted_at=None)] == [bruno]


def test_an_ended_invitation_of_somebody_else_is_not_delivered_again(anna, bruno, carla, clock):
    invite(carla, bruno).withdraw()
    clock.move(days=8)
    assert reception_of(invite(anna, bruno)).sender == anna


def test_an_invitation_that_was_ignored_cancels_no_email_about_another(anna, bruno, carla):
    reception_of(invite(carla, bruno)).ignore()
    invite(anna, bruno)
    assert mails(bruno, "Anna")


def test_an_invitation_to_an_address_is_named_by_it(anna):
    assert ADDRESS in str(Invitation.objects.send_to_address(anna, ADDRESS))


def test_inviting_by_name_voids_ones_own_refusal_even_with_a_wrong_address(anna, bruno):
    refuse(reception_of(invite(bruno, anna)))
    Invitation.objects.get().withdraw()
    anna.allowance.restrict()
    invite(anna, bruno, address="wrong@example.org")
    assert not Refusal.objects.standing().exists()


def test_only_replies_count_as_replies(anna, bruno, monkeypatch):
    monkeypatch.setattr(policy, "REPLIES_A_DAY", 2)
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


@pytest.fixture
def held(anna):
    invitation = Invitation.objects.send_to_address(anna, ADDRESS)
    work()
    return invitation


def test_a_follow_up_is_not_delivered_beside_its_invitation(held, clock):
    clock.move(days=8)
    held.follow_up()
    work()
    assert delivery.claim(ADDRESS) == 1
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    assert delivery.release_held() == 1


def test_an_unverified_address_releases_nothing(held):
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    EmailAddress.objects.filter(email=ADDRESS).update(verified=False)
    assert delivery.release_held() == 0


def test_a_withdrawn_invitation_is_not_released(held):
    Member.objects.create_user(ADDRESS, None, "Dora Neri")
    held.withdraw()
    assert delivery.release_held() == 0


def test_an_address_that_becomes_the_senders_own_gets_no_invitation(held, anna):
    anna.emailaddress_set.create(email=ADDRESS, verified=True)
    assert delivery.claim(ADDRESS) == 1
    assert held.deliveries.get().outcome == Delivery.Outcome.HELD


def test_a_block_looks_at_typed_addresses_in_both_directions(anna, bruno, carla):
    Invitation.objects.send(carla, bruno)
    for member in (anna, bruno):
        Invitation.objects.send_to_address(carla, member.email)
        Invitation.objects.send_to_address(member, ADDRESS)
    sent = [
        Invitation.objects.send(anna, bruno),
        Invitation.objects.send_to_address(anna, bruno.email),
        Invitation.objects.send_to_address(bruno, anna.email),
    ]
    assert list(blocks._open_between(anna, bruno).order_by("pk")) == sent


def test_only_the_due_reminder_of_a_non_member_is_sent(held, anna, clock):
    Invitation.objects.send_to_address(anna, "elio@example.net")
    work()
    clock.move(days=30)
    row = JoinInvitation.objects.get(invitation=held)
    assert non_members._remind(row.pk, held.pk)
    assert JoinInvitation.objects.exclude(pk=row.pk).get().reminders_sent == 0


def test_nothing_is_sent_for_a_reminder_that_is_no_longer_wanted(held, clock):
    held.withdraw()
    clock.move(days=30)
    row = JoinInvitation.objects.get(invitation=held)
    assert not non_members._remind(row.pk, held.pk)
    row.refresh_from_db()
    assert (row.reminders_sent, row.next_reminder_at) == (0, None)
    assert row.non_member.may_be_mailed_today


def test_opting_out_again_keeps_the_first_time(held, clock):
    non_member = NonMember.objects.get()
    non_member.opt_out()
    before = non_member.opted_out_at
    clock.move(days=1)
    non_member.opt_out()
    assert non_member.opted_out_at == before


def test_neither_half_offers_actions_to_anybody_else(anna, bruno):
    invitation = invite(anna, bruno)
    assert invitation.actions_for(bruno) == reception_of(invitation).actions_for(anna) == []


def test_taking_back_a_refusal_is_recorded_as_a_silence(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    reception.take_back_unknown()
    assert reception.invitation.outbox.get(kind="taken_back").member == anna
