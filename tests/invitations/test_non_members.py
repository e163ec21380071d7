"""Invitations to the address of a non-member."""

import re

import pytest

from invitations.models import Delivery, Invitation, JoinInvitation, NonMember, Reception
from invitations.worker import delivery, non_members
from network.members.models import Member
from notifications.models import Outbox
from notifications.tokens import opt_out_token
from tests.conftest import invite_address, mails, tick, work
from tests.factories import MemberFactory

ADDRESS = "nina@example.org"


def invite_nina(sender) -> Invitation:
    """Invite the non-member and run the worker."""
    return invite_address(sender, ADDRESS, "Two desks apart")


def outcome(invitation) -> str:
    """Outcome of the first delivery."""
    return invitation.deliveries.get(kind="invitation").outcome


def test_an_email_asks_the_non_member_to_join(anna):
    assert outcome(invite_nina(anna)) == Delivery.Outcome.INVITED_TO_JOIN
    (mail,) = mails(ADDRESS)
    assert mail.subject == "Anna Ricci would like to connect with you"
    assert "/join/" in mail.text
    assert "Two desks apart" in mail.text
    assert "anna@example.org" not in mail.raw


def test_the_sign_up_page_is_filled_with_the_address(db, client):
    page = client.get("/accounts/signup/?email=nina%40example.org").content.decode()
    assert 'value="nina@example.org"' in page


def test_a_non_member_gets_three_reminders(anna, clock):
    invite_nina(anna)
    for week in (1, 2, 3, 4):
        clock.move(days=7)
        tick()
        assert len(mails(ADDRESS, "invitation is still waiting")) == min(week, 3)


@pytest.mark.parametrize("verb", ["withdraw", "close"])
def test_no_reminder_after_the_end(anna, clock, verb):
    getattr(invite_nina(anna), verb)()
    clock.move(days=7)
    tick()
    assert len(mails(ADDRESS)) == 1
    assert JoinInvitation.objects.get().next_reminder_at is None


def test_fifty_invitations_in_one_day_send_one_email(db):
    invitations = [invite_nina(person) for person in MemberFactory.create_batch(50)]
    assert len(mails(ADDRESS)) == 1
    assert {outcome(invitation) for invitation in invitations[1:]} == {Delivery.Outcome.HELD}


def test_at_most_three_senders_per_week(db, clock):
    for person in MemberFactory.create_batch(4):
        invite_nina(person)
        clock.move(days=1, seconds=1)
    assert len(mails(ADDRESS)) == 3
    clock.move(days=5)
    invite_nina(MemberFactory())
    assert len(mails(ADDRESS, "would like to connect")) == 4


def test_an_earlier_email_of_the_same_sender_does_not_count(anna, bruno, carla, clock):
    invite_nina(anna).withdraw()
    for sender in (bruno, carla, anna):
        clock.move(days=1, seconds=1)
        last = invite_nina(sender)
    assert outcome(last) == Delivery.Outcome.INVITED_TO_JOIN
    assert len(mails(ADDRESS)) == 4


def test_a_reminder_waits_for_a_day_without_email(anna, bruno, clock):
    invite_nina(anna)
    clock.move(days=7)
    invite_nina(bruno)
    tick()
    assert not mails(ADDRESS, "is still waiting")
    clock.move(days=1, seconds=1)
    tick()
    assert len(mails(ADDRESS, "is still waiting")) == 1


def test_a_reminder_of_a_fourth_sender_in_a_week_waits(anna, clock):
    """Seven days after her invitation others have written: one of them must be a week ago first."""
    invite_nina(anna)
    for person in MemberFactory.create_batch(3):
        clock.move(days=2, hours=9)
        invite_nina(person)
    for reminders in (0, 0, 1):
        clock.move(days=1, seconds=1)
        tick()
        assert len(mails(ADDRESS, "is still waiting")) == reminders


def test_a_follow_up_is_emailed(anna, clock):
    invitation = invite_nina(anna)
    clock.move(days=7)
    invitation.follow_up("Once more")
    work()
    assert "Once more" in mails(ADDRESS)[-1].text
    assert JoinInvitation.objects.count() == 1


def test_opting_out_is_permanent(anna, bruno, client, clock):
    invite_nina(anna)
    link = f"/u/{opt_out_token(ADDRESS, 'en')}/"
    assert f"http://localhost:8000{link}" in mails(ADDRESS)[0].text
    assert "Never write to this address again" in client.get(link).content.decode()
    assert not NonMember.objects.has_opted_out(ADDRESS)
    for _ in range(2):
        assert client.post(link).status_code == 200
    clock.move(days=30)
    assert outcome(invite_nina(bruno)) == Delivery.Outcome.HELD
    tick()
    assert len(mails(ADDRESS)) == 1


def test_only_a_hash_of_the_address_is_stored(anna):
    invite_nina(anna)
    assert "nina" not in str(NonMember.objects.values().get())


@pytest.mark.parametrize("change", ["withdrawn", "joined", "opted out", "sender deactivated"])
def test_a_queued_email_is_cancelled_after_a_change(anna, change):
    invitation = Invitation.objects.send_to_address(anna, ADDRESS)
    delivery.deliver_all()
    if change == "withdrawn":
        invitation.withdraw()
    elif change == "joined":
        MemberFactory(email=ADDRESS)
    elif change == "opted out":
        NonMember.objects.lock(ADDRESS).opt_out()
    else:
        Member.objects.filter(pk=anna.pk).update(is_active=False)
    work()
    assert Outbox.objects.get(kind="join").status == Outbox.Status.CANCELLED
    assert not mails(ADDRESS)


def test_a_deactivated_account_is_not_asked_to_join(anna):
    MemberFactory(email=ADDRESS, is_active=False)
    assert outcome(invite_nina(anna)) == Delivery.Outcome.HELD


def test_a_reminder_is_sent_by_one_worker_only(anna, clock):
    invitation = invite_nina(anna)
    clock.move(days=7)
    join_invitation = JoinInvitation.objects.get()
    assert non_members._remind(join_invitation.pk, invitation.pk)
    assert not non_members._remind(join_invitation.pk, invitation.pk)


def test_a_tick_delivers_to_a_new_member_when_the_task_was_lost(anna, bruno):
    invite_address(anna, "nina@example.org", "Good day")
    nina = MemberFactory(email="nina@example.org")
    tick()
    assert Reception.objects.of(nina).in_inbox().from_(anna).exists()


def test_a_tick_skips_an_invitation_to_an_address_now_owned_by_the_sender(anna):
    invite_address(anna, "second@example.org")
    anna.emailaddress_set.create(email="second@example.org", verified=True)
    assert delivery.release_held() == 0


def test_the_sender_sees_the_same_card_as_for_a_member(anna, bruno, client_for):
    invite_nina(anna)
    invite_address(anna, bruno.email, "Two desks apart")
    page = client_for(anna).get("/invitations/sent/").content.decode()
    cards = [
        re.sub(r"nina@example.org|bruno@example.org|/invitations/\w{16}/|(?<=[-\"])\w{16}\b", "", card)
        for card in page.split("<article")[1:3]
    ]
    assert cards[0].split("</article")[0] == cards[1].split("</article")[0]
