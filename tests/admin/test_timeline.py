"""The timeline on the admin page of an invitation: what happened, in plain sentences."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.utils.html import strip_tags

from invitations import signals
from invitations.admin.sentences import DELIVERIES, EVENTS, TOLD_ELSEWHERE, UNDELIVERED
from invitations.admin.timeline import timeline_of
from invitations.models import Block, Delivery, Invitation, InvitationEvent
from invitations.worker.delivery import claim
from notifications.choices import get_reason_choices
from notifications.models import EmailPreferences, Outbox
from tests.admin.conftest import page_url
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")

SILENCES = {
    "ignored": (
        lambda invitation: reception_of(invitation).ignore(),
        "Bruno ignored the invitation: it is archived. Anna sees no difference. Not sent: rule R21.",
    ),
    "refused": (
        lambda invitation: refuse(reception_of(invitation)),
        "Bruno said “I don’t know Anna”. Anna sees no difference. Not sent: rule R24.",
    ),
    "reported": (
        lambda invitation: reception_of(invitation).report("spam"),
        "Bruno reported the invitation. Anna sees no difference. "
        "Report to the staff: Spam or advertising. Outcome: open. Not sent: rule R24.",
    ),
    "withdrawn": (
        Invitation.withdraw,
        "Anna withdrew the invitation. Bruno no longer sees it. Not sent: rule R30.",
    ),
    "closed": (Invitation.close, "The invitation was closed. Bruno no longer sees it. Not sent: rule R04."),
}
REMINDERS = {
    lambda reception: reception.ignore(): "ignored",
    refuse: "refused",
    lambda reception: reception.reply("Hello"): "replied",
    lambda reception: Block.objects.block(reception.member, reception.sender): "blocked",
    lambda reception: EmailPreferences.objects.filter(member=reception.member).update(
        reminders=False
    ): "switched off",
}


def texts(groups) -> list[str]:
    """Each group as plain text."""
    return [unescape(" ".join(strip_tags(entry.sentence) for entry in group.entries)) for group in groups]


@pytest.fixture
def timeline(staff):
    """Function that returns the timeline of an invitation as plain text: one for each cause, newest first."""
    return lambda invitation: texts(staff.get(page_url(invitation)).context["timeline"])


def test_it_begins_with_the_invitation(timeline, anna, bruno):
    assert timeline(invite(anna, bruno)) == [
        "Anna invited Bruno. It arrived in Bruno’s inbox. Bruno got an e-mail."
    ]


def test_what_the_worker_has_not_done_yet(timeline, anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    assert timeline(invitation) == ["Anna invited Bruno. The worker has not delivered it yet."]


def test_the_newest_comes_first(timeline, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(hours=1)
    reception_of(invitation).ignore()
    clock.move(days=7)
    invitation.follow_up()
    work()
    begins = [text.partition(".")[0] for text in timeline(invitation)]
    assert begins == [
        "Anna followed up",
        "Bruno ignored the invitation: it is archived",
        "Anna invited Bruno",
    ]


@pytest.mark.parametrize(("verb", "text"), SILENCES.values(), ids=SILENCES)
@pytest.mark.rule("R21", "R24", "R30")
def test_each_silence_has_its_sentence(timeline, anna, bruno, clock, verb, text):
    invitation = invite(anna, bruno)
    clock.move(hours=1)
    verb(invitation)
    work()
    assert timeline(invitation)[0] == text


@pytest.mark.rule("R25")
def test_a_follow_up_after_a_refusal(timeline, anna, bruno, clock):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    clock.move(days=7)
    invitation.follow_up()
    work()
    assert timeline(invitation)[0] == (
        "Anna followed up. Bruno has said “I don’t know Anna”, so nothing arrives, and Anna sees the same sentence "
        "as always. Not sent: rule R25."
    )


@pytest.mark.parametrize("outcome", UNDELIVERED)
def test_what_never_arrives_says_why(timeline, anna, bruno, outcome):
    invitation = Invitation.objects.send(anna, bruno)
    delivery = invitation.deliveries.get()
    delivery.decide(outcome)
    signals.proposal_not_delivered.send(sender=Delivery, delivery=delivery)
    (text,) = timeline(invitation)
    assert "so nothing arrives" in text
    assert text.endswith(" Not sent: rule R25." if outcome == "refused" else " No e-mail is sent.")


@pytest.mark.parametrize(("verb", "reason"), REMINDERS.items())
@pytest.mark.rule("R06")
def test_a_reminder_that_fell_away(timeline, anna, bruno, clock, verb, reason):
    invitation = invite(anna, bruno)
    verb(reception_of(invitation))
    work()
    clock.move(days=7)
    tick()
    assert timeline(invitation)[0] == f"Reminder due. Not sent: {reason}."


def test_an_answer_that_is_told(timeline, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(hours=1)
    reception_of(invitation).reply("Hello")
    clock.move(hours=1)
    reception_of(invitation).accept()
    work()
    assert timeline(invitation)[:2] == [
        "Bruno accepted. Anna and Bruno are now connected. Anna got an e-mail.",
        "Bruno replied. The invitation stays open. Anna got an e-mail.",
    ]


def test_a_new_link_to_join(timeline, anna):
    invitation = Invitation.objects.send_to_address(anna, "zoe@example.com")
    work()
    Outbox.objects.filter(kind="join").update(kind="join_link", key="join_link:nonce")
    assert "zoe@example.com asked for a new link to join. zoe@example.com got an e-mail." in timeline(
        invitation
    )


def test_a_reminder_that_was_sent(timeline, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=7)
    tick()
    assert timeline(invitation)[0] == "Reminder due. Bruno got an e-mail."


def test_somebody_who_is_no_member_joins(timeline, anna, clock):
    invitation = Invitation.objects.send_to_address(anna, "zoe@example.com")
    work()
    clock.move(days=1)
    MemberFactory(email="zoe@example.com", short_name="Zoe")
    claim("zoe@example.com")
    work()
    assert timeline(invitation) == [
        "Zoe has verified the address zoe@example.com, so the worker looks at the invitation again. It arrived in Zoe’s inbox. "
        "Zoe got an e-mail.",
        "Anna invited Zoe with the e-mail address zoe@example.com. zoe@example.com got an e-mail.",
    ]


def test_an_address_that_is_held(timeline, anna, bruno):
    for sender in (anna, bruno):
        invitation = Invitation.objects.send_to_address(sender, "nobody@example.com")
        work()
    (text,) = timeline(invitation)
    assert text.startswith(
        "Bruno invited nobody@example.com by e-mail. Nobody here has this address, and nobody"
    )
    assert text.endswith("No e-mail is sent.")


def test_two_who_invite_each_other(timeline, anna, bruno):
    invite(anna, bruno)
    crossing = Invitation.objects.send_to_address(bruno, "anna@example.org")
    work()
    assert timeline(crossing) == [
        "Bruno invited Anna with the e-mail address anna@example.org. Anna had invited Bruno already, so the two are now "
        "connected and this invitation is closed. Not sent: rule R04."
    ]


def test_without_the_right_to_its_delivery_an_email_says_itself_why_it_was_not_sent(anna, bruno):
    invite(anna, bruno).withdraw()
    invitation = Invitation.objects.send(anna, bruno, address="wrong@example.org")
    work()
    vera = MemberFactory(is_staff=True)
    vera.user_permissions.set(Permission.objects.filter(codename="view_outbox"))
    silence = "Not sent: the address is not one of the recipient’s."
    assert texts(timeline_of([invitation], vera)) == [silence]


def test_blocks_are_told_once_for_several_invitations(anna, bruno):
    invitations = [invite(anna, bruno)]
    invitations[0].close()
    invitations.append(invite(anna, bruno))
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    silence = "Not sent: nobody learns of a block."
    assert texts(timeline_of(invitations))[:2] == [
        f"Bruno unblocked Anna. {silence}",
        "The block ended the invitation. Anna sees no difference. Bruno blocked Anna. "
        f"Nothing passes between the two any more. {silence}",
    ]


def test_what_waits_and_what_failed(timeline, anna, bruno):
    invitation = invite(anna, bruno)
    Outbox.objects.update(status="waiting")
    assert timeline(invitation)[0].endswith("An e-mail to Bruno is waiting to be sent.")
    Outbox.objects.update(status="failed")
    assert timeline(invitation)[0].endswith("The e-mail to Bruno could not be sent.")


def test_a_silence_is_marked_and_names_its_rule(staff, anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    response = staff.get(page_url(invitation))
    silent = [entry for group in response.context["timeline"] for entry in group.entries if entry.silent]
    assert [entry.rule for entry in silent] == ["R21"]
    page = response.content.decode()
    assert 'class="silence">Not sent: rule R21.</a> <a href="/demo/rules/#R21">' in page
    assert page.index('id="timeline"') < page.index('class="form-row field-public_id"')


def test_every_event_has_a_sentence():
    assert set(EVENTS) | TOLD_ELSEWHERE == set(InvitationEvent.Kind)


def test_every_decision_has_a_sentence():
    assert set(DELIVERIES) == set(Delivery.Outcome) - {Delivery.Outcome.DONE}


@pytest.mark.parametrize("value", [value for value, _label in get_reason_choices()])
def test_no_code_appears(anna, bruno, value):
    invitation = invite(anna, bruno)
    Outbox.objects.update(status="silent", reason=value)
    text = " ".join(texts(timeline_of([invitation])))
    assert not re.search(r"\w_\w|before it left|not delivered:|silent by", text)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_is_constant(anna, bruno, number, django_assert_num_queries):
    for _ in range(number):
        invite(anna, bruno).close()
    rows = list(Invitation.objects.with_people())
    with django_assert_num_queries(6):
        assert len(timeline_of(rows)) == 2 * number


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("view_block", ["blocked"]),
        ("view_report", ["Report to the staff"]),
        ("view_delivery", ["arrived"]),
        ("view_outbox", ["e-mail", "Not sent"]),
        ("view_invitationevent", ["invited", "reported", "block ended"]),
    ],
)
def test_the_timeline_shows_models_that_the_viewer_may_view(anna, bruno, viewer, right, words):
    invitation = invite(anna, bruno)
    reception_of(invitation).report("spam")
    Block.objects.block(bruno, anna)
    work()
    page = viewer("view_invitation").get(page_url(invitation))
    assert "Bruno Verdi" in page.text
    assert page.context["timeline"] == []
    timeline = viewer("view_invitation", right).get(page_url(invitation)).context["timeline"]
    sentences = [entry.sentence for group in timeline for entry in group.entries]
    assert sentences
    assert all(any(word in sentence for word in words) for sentence in sentences)


def test_without_the_right_nothing_tells_who_blocks_whom(anna, bruno, vera, viewer):
    invitation = invite(anna, bruno)
    Block.objects.block(bruno, anna)
    viewer("view_outbox")
    assert texts(timeline_of([invitation], vera)) == ["Bruno got an e-mail."]


def test_without_the_right_the_member_behind_an_address_is_not_named(anna, bruno, viewer):
    invitation = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    browser = viewer("view_invitation", "view_invitationevent")
    timeline = browser.get(page_url(invitation)).context["timeline"]
    assert texts(timeline) == ["Anna invited bruno@example.org by e-mail."]
