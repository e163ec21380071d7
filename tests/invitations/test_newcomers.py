"""An invitation to an address that nobody here has."""

import re

import pytest

from invitations.models import Delivery, Invitation, JoinInvitation, NonMember, Reception
from invitations.worker import delivery, non_members
from network.members.models import Member
from notifications.models import Outbox
from notifications.tokens import never_again_token
from tests.conftest import mails, tick, work
from tests.factories import MemberFactory

NINA = "nina@example.org"


def ask(sender, note="Two desks apart") -> Invitation:
    invitation = Invitation.objects.send_to_address(sender, NINA, note)
    work()
    return invitation


def outcome(invitation) -> str:
    return invitation.deliveries.get(kind="invitation").outcome


def test_a_mail_asks_them_to_join(anna):
    assert outcome(ask(anna)) == Delivery.Outcome.APPROACHED
    (mail,) = mails(NINA)
    assert mail.subject == "Anna Ricci would like to connect with you"
    assert "/accounts/signup/?email=nina%40example.org" in mail.text
    assert "Two desks apart" in mail.text
    assert "anna@example.org" not in mail.raw


def test_the_join_page_knows_the_address(anna, client):
    ask(anna)
    link = re.search(r"http://[^/]+(/accounts/signup/\S+)", mails(NINA)[0].text)[1]
    assert 'value="nina@example.org"' in client.get(link).content.decode()


def test_as_many_reminders_as_a_member_gets(anna, clock):
    ask(anna)
    for week in (1, 2, 3, 4):
        clock.move(days=7)
        tick()
        assert len(mails(NINA, "is waiting for you")) == min(week, 3)


@pytest.mark.parametrize("verb", ["withdraw", "close"])
def test_no_reminder_once_it_has_ended(anna, clock, verb):
    getattr(ask(anna), verb)()
    clock.move(days=7)
    tick()
    assert len(mails(NINA)) == 1
    assert JoinInvitation.objects.get().next_reminder_at is None


def test_fifty_senders_in_one_day_are_one_mail(db):
    invitations = [ask(person) for person in MemberFactory.create_batch(50)]
    assert len(mails(NINA)) == 1
    assert {outcome(invitation) for invitation in invitations[1:]} == {Delivery.Outcome.HELD}


def test_three_inviters_in_one_week(db, clock):
    people = MemberFactory.create_batch(4)
    for person in people:
        ask(person)
        clock.move(days=1, seconds=1)
    assert len(mails(NINA)) == 3
    clock.move(days=5)
    ask(MemberFactory())
    assert len(mails(NINA, "would like to connect")) == 4


def test_a_sender_s_own_earlier_mail_does_not_count_against_them(anna, bruno, carla, clock):
    ask(anna).withdraw()
    for sender in (bruno, carla, anna):
        clock.move(days=1, seconds=1)
        last = ask(sender)
    assert outcome(last) == Delivery.Outcome.APPROACHED
    assert len(mails(NINA)) == 4


def test_a_reminder_waits_for_a_day_without_mail(anna, bruno, clock):
    ask(anna)
    clock.move(days=7)
    ask(bruno)
    tick()
    assert not mails(NINA, "is waiting")
    clock.move(days=1, seconds=1)
    tick()
    assert len(mails(NINA, "is waiting")) == 1


def test_a_follow_up_is_mailed_too(anna, clock):
    invitation = ask(anna)
    clock.move(days=7)
    invitation.follow_up("Once more")
    work()
    assert "Once more" in mails(NINA)[-1].text
    assert JoinInvitation.objects.count() == 1


def test_never_again_is_one_click_and_for_good(anna, bruno, client, clock):
    ask(anna)
    link = f"/u/{never_again_token(NINA)}/"
    assert f"http://localhost:8000{link}" in mails(NINA)[0].text
    assert "Never write to this address again" in client.get(link).content.decode()
    assert not NonMember.objects.has_opted_out(NINA)
    for _ in range(2):
        assert client.post(link).status_code == 200
    clock.move(days=30)
    assert outcome(ask(bruno)) == Delivery.Outcome.HELD
    tick()
    assert len(mails(NINA)) == 1


def test_only_a_keyed_hash_is_kept(anna):
    ask(anna)
    assert "nina" not in str(NonMember.objects.values().get())


@pytest.mark.parametrize("what", ["withdrawn", "joined", "stopped", "sender gone"])
def test_asked_again_before_it_leaves(anna, what):
    invitation = Invitation.objects.send_to_address(anna, NINA)
    delivery.deliver_all()
    if what == "withdrawn":
        invitation.withdraw()
    elif what == "joined":
        MemberFactory(email=NINA)
    elif what == "stopped":
        NonMember.objects.lock(NINA).opt_out()
    else:
        Member.objects.filter(pk=anna.pk).update(is_active=False)
    work()
    assert Outbox.objects.get(kind="join").status == Outbox.Status.CANCELLED
    assert not mails(NINA)


def test_an_account_that_was_switched_off_is_not_asked_to_join(anna):
    MemberFactory(email=NINA, is_active=False)
    assert outcome(ask(anna)) == Delivery.Outcome.HELD


def test_a_reminder_that_somebody_else_took(anna, clock):
    invitation = ask(anna)
    clock.move(days=7)
    taken = JoinInvitation.objects.get()
    assert non_members._remind(taken.pk, invitation.pk)
    assert not non_members._remind(taken.pk, invitation.pk)


def test_a_tick_finds_the_member_where_the_task_was_lost(anna, bruno):
    Invitation.objects.send_to_address(anna, "nina@example.org", "Good day")
    work()
    nina = MemberFactory(email="nina@example.org")
    tick()
    assert Reception.objects.of(nina).in_inbox().from_(anna).exists()


def test_a_tick_leaves_alone_what_one_sent_to_an_address_that_is_now_one_s_own(anna):
    Invitation.objects.send_to_address(anna, "second@example.org")
    work()
    anna.emailaddress_set.create(email="second@example.org", verified=True)
    assert delivery.release_held() == 0


def test_the_sender_sees_the_same(anna, bruno, client_for):
    ask(anna)
    Invitation.objects.send_to_address(anna, bruno.email, "Two desks apart")
    work()
    page = client_for(anna).get("/invitations/sent/").content.decode()
    cards = [
        re.sub(r"nina@example.org|bruno@example.org|/invitations/\w{16}/|(?<=[-\"])\w{16}\b", "", card)
        for card in page.split("<article")[1:3]
    ]
    assert cards[0].split("</article")[0] == cards[1].split("</article")[0]
