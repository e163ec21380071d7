"""Refusals, reports and blocks concern one pair, and keep their times."""

from __future__ import annotations

import pytest

from invitations.errors import NotOpen
from invitations.models import Block, Invitation, InvitationEvent, Message, Reception, Refusal, Report
from invitations.worker import blocks, schedule
from network.members.models import Connection, Member
from tests.conftest import invite, invite_address, mails, reception_of, refuse, work

ADDRESS = "dora@example.net"


def test_an_invitation_that_a_block_ended_is_not_accepted_by_inviting_back(anna, bruno):
    invite_address(anna, bruno.email)
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    assert Invitation.objects.send(bruno, anna).sender == bruno
    assert not Connection.objects.are_connected(anna, bruno)


def test_a_blockers_request_leaves_the_other_half_to_the_worker(anna, bruno):
    invite(anna, bruno)
    Block.objects.block(anna, bruno)
    assert not InvitationEvent.objects.filter(kind="blocked").exists()


def test_accepting_after_all_voids_no_other_refusal(anna, bruno, carla):
    for sender in (anna, carla):
        refuse(reception_of(invite(sender, bruno)))
    reception_of(Invitation.objects.get(sender=anna)).accept()
    assert Refusal.objects.standing().get().refused == carla


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


def test_reports_are_counted_against_the_reported_member(anna, bruno):
    reception_of(invite(anna, bruno)).report("spam")
    assert [Report.objects.against(member).count() for member in (anna, bruno)] == [1, 0]


def test_voiding_the_refusal_of_a_report_leaves_the_reporters_other_refusals(anna, bruno, carla, admin_user):
    for pair in ((anna, carla), (carla, bruno)):
        refuse(reception_of(invite(*pair)))
    reception_of(invite(anna, bruno)).report("spam")
    Report.objects.get().void_refusal(admin_user)
    assert not Refusal.objects.of(bruno).against(anna).standing().exists()
    assert Refusal.objects.standing().count() == 2


def test_a_refusal_and_a_block_concern_one_member(anna, bruno, carla):
    refuse(reception_of(invite(anna, carla)))
    refuse(reception_of(invite(carla, bruno)))
    for blocked in (anna, bruno):
        Block.objects.block(carla, blocked)
    Block.objects.block(bruno, carla)
    assert reception_of(invite(anna, bruno)).state == "inbox"
    Block.objects.block(bruno, anna)


def test_a_block_ends_nothing_that_was_withdrawn(anna, bruno):
    invite(anna, bruno).withdraw()
    Block.objects.block(bruno, anna)
    work()
    assert not InvitationEvent.objects.filter(kind="blocked").exists()


@pytest.mark.parametrize("verb", ["invite", "block"])
def test_a_deactivated_member_is_not_found(anna, bruno, client_for, verb):
    Member.objects.filter(pk=bruno.pk).update(is_active=False)
    assert client_for(anna).post(f"/members/bruno/{verb}/").status_code == 404


def test_a_reply_is_reported_on_its_own_invitation(anna, bruno, carla, client_for):
    for member in (bruno, carla):
        reception_of(invite(anna, member)).reply("Buy this")
    second = Invitation.objects.latest("pk")
    client_for(anna).post(f"/invitations/{second.public_id}/report/", {"reason": "spam"})
    assert Report.objects.get().invitation == second


def test_what_was_written_after_a_refusal_is_never_shown(anna, bruno, clock, client_for):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    clock.move(days=8)
    invitation.follow_up("Do you remember?")
    work()
    assert not Message.objects.shown_to_recipient(bruno).exists()
    page = client_for(bruno).get(invitation.get_absolute_url())
    assert list(page.context["thread"]) == []


def test_the_newest_reply_is_the_recipients(anna, bruno):
    invitation = invite(anna, bruno)
    reply = reception_of(invitation).reply("Was it there?")
    invitation.message("It was.")
    assert invitation.newest_reply == reply


def test_crossing_voids_one_refusal_of_several(anna, bruno, carla):
    for sender in (carla, anna):
        refuse(reception_of(invite(sender, bruno)))
    assert Invitation.objects.send(bruno, anna).status == "accepted"
    assert Refusal.objects.standing().get().refused == carla
    assert Reception.objects.exclude(refused_at=None).get().sender == carla


def test_blocking_one_member_forbids_to_cross_with_no_other(anna, bruno, carla):
    Block.objects.block(bruno, carla)
    invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna).status == "accepted"


@pytest.mark.parametrize("column", ["is_staff", "is_superuser"])
def test_only_a_superuser_switches_off_staff(anna, bruno, carla, admin_user, column):
    reception_of(invite(anna, bruno)).report("spam")
    Member.objects.filter(pk=anna.pk).update(**{column: True})
    with pytest.raises(NotOpen):
        Report.objects.get().deactivate_account(carla)
    Report.objects.get().deactivate_account(admin_user)
    assert not Member.objects.get(pk=anna.pk).is_active


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
    assert archived_at
    assert reception.archived_at == archived_at


def test_voiding_a_refusal_reopens_the_live_reception(anna, bruno, admin_user):
    typed = invite_address(anna, bruno.email)
    typed.withdraw()
    work()
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    Refusal.objects.get().void(admin_user)
    reception.refresh_from_db()
    assert reception.refused_at is None


def test_a_second_block_ends_nothing_again(anna, bruno):
    invite(anna, bruno)
    for _ in range(2):
        Block.objects.block(bruno, anna)
        Block.objects.unblock(bruno, anna)
    assert InvitationEvent.objects.filter(kind="blocked").count() == 1


def test_refusals_after_a_lift_count(anna, bruno, carla, set_policy, clock):
    set_policy(restriction_min=1, restriction_max=1)
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


def test_a_voided_refusal_stops_no_invitation(anna, bruno, admin_user):
    refuse(reception_of(invite(anna, bruno)))
    Refusal.objects.get().void(admin_user)
    Invitation.objects.get().close()
    work()
    assert reception_of(invite(anna, bruno)).is_live


def test_blocking_one_member_leaves_another(anna, bruno, carla, client_for):
    Block.objects.block(anna, carla)
    Block.objects.block(anna, bruno)
    Block.objects.unblock(anna, bruno)
    assert client_for(anna).get("/members/bruno/invite/").status_code == 200
    reception_of(invite(anna, bruno)).accept()
    work()
    assert mails(anna)


def test_inviting_one_member_voids_no_refusal_of_another(anna, bruno, carla):
    for sender in (bruno, carla):
        refuse(reception_of(invite(sender, anna)))
    Invitation.objects.get(sender=bruno).close()
    refuse(reception_of(invite(bruno, carla)))
    invite(anna, bruno)
    assert Refusal.objects.standing().count() == 2
    assert not Refusal.objects.of(anna).against(bruno).standing().exists()


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


def test_inviting_by_name_voids_ones_own_refusal_even_with_a_wrong_address(anna, bruno):
    refuse(reception_of(invite(bruno, anna)))
    Invitation.objects.get().withdraw()
    anna.allowance.restrict()
    invite(anna, bruno, address="wrong@example.org")
    assert not Refusal.objects.standing().exists()


def test_an_accepted_invitation_by_name_asks_for_no_delivery(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    assert not invitation.deliveries.filter(kind="acceptance").exists()


def test_a_block_looks_at_typed_addresses_in_both_directions(anna, bruno, carla):
    Invitation.objects.send(carla, bruno)
    Invitation.objects.send(anna, bruno).close()
    for member in (anna, bruno):
        Invitation.objects.send_to_address(carla, member.email)
        Invitation.objects.send_to_address(member, ADDRESS)
    sent = [
        Invitation.objects.send(anna, bruno),
        Invitation.objects.send_to_address(anna, bruno.email),
        Invitation.objects.send_to_address(bruno, anna.email),
    ]
    assert list(blocks._open_between(anna, bruno).order_by("pk")) == sent


def test_taking_back_a_refusal_is_recorded_as_a_silence(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    reception.take_back_unknown()
    assert reception.invitation.outbox.get(kind="taken_back").member == anna
