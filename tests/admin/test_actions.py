"""Admin actions call the model methods and report rows that they cannot change."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from invitations.admin.allowances import GRANT_SIZE
from invitations.models import Allowance, AllowanceRequest, Invitation, Refusal
from network import clock as product_clock
from notifications.models import EmailPreferences, Outbox
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, mails, reception_of, work

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def refusal(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.say_unknown()
    return Refusal.objects.get()


@pytest.fixture
def allowance_request(anna):
    return AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())


def test_voiding_a_refusal_updates_its_reception(act, refusal):
    assert act("void", refusal) == ["Voided: 1"]
    refusal.refresh_from_db()
    reception = refusal.refuser.receptions.get()
    assert refusal.voided_at
    assert (reception.place, reception.refused_at) == ("archive", None)
    assert reception.invitation.events.last().actor.name == "Ada Min"


@pytest.mark.rule("R24")
def test_voiding_a_refusal_sends_no_email(act, refusal):
    act("void", refusal)
    row = Outbox.objects.latest("pk")
    assert (row.member, row.status, row.reason) == (refusal.refused, "silent", "silent by rule R24")


def test_the_refusal_of_an_ended_invitation_can_be_voided(act, refusal):
    refusal.refuser.receptions.get().invitation.withdraw()
    work()
    assert act("void", refusal) == ["Voided: 1"]
    assert not Refusal.objects.standing().exists()


def test_a_refusal_can_be_voided_once(act, refusal):
    act("void", refusal)
    assert "was not changed" in act("void", refusal)[0]


def test_a_follow_up_arrives_after_the_refusal_was_voided(act, refusal, anna, bruno, clock):
    act("void", refusal)
    clock.move(days=8)
    anna.invitations_sent.get().follow_up()
    work()
    assert bruno.receptions.get().place == "inbox"


def test_restrict_and_lift(act, anna):
    assert act("restrict", anna.allowance) == ["Restricted: 1"]
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at
    assert act("lift", anna.allowance) == ["Restriction lifted: 1"]
    anna.allowance.refresh_from_db()
    assert (anna.allowance.restricted_at, anna.allowance.lifts) == (None, 1)


@pytest.mark.parametrize("action", ["restrict", "lift"])
def test_rows_already_in_that_state_are_left_unchanged(act, anna, bruno, action):
    anna.allowance.restrict()
    if action == "lift":
        anna.allowance.lift()
    assert "was not changed" in act(action, anna.allowance)[0]


def test_an_unchangeable_row_does_not_stop_the_other_rows(act, anna, bruno):
    anna.allowance.restrict()
    assert act("restrict", anna.allowance, bruno.allowance)[0] == "Restricted: 1"


@pytest.mark.rule("R02")
def test_granting_raises_both_limits(act, anna):
    before = anna.allowance.limit, anna.allowance.weekly_limit
    assert act("grant", anna.allowance) == [f"{GRANT_SIZE} more granted: 1"]
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (
        before[0] + GRANT_SIZE,
        before[1] + GRANT_SIZE,
    )


@pytest.mark.rule("R02")
def test_a_request_is_answered_once(act, allowance_request, anna):
    before = anna.allowance.limit
    assert act("answer", allowance_request) == [f"{GRANT_SIZE} more granted: 1"]
    assert "was not changed" in act("answer", allowance_request)[0]
    anna.allowance.refresh_from_db()
    assert anna.allowance.limit == before + GRANT_SIZE


def test_declining_asks_once_more(act, staff, allowance_request):
    act("decline", allowance_request)
    allowance_request.refresh_from_db()
    assert allowance_request.answered_at is None
    data = {"action": "decline", "index": "0", "_selected_action": allowance_request.pk}
    page = staff.post(f"{list_url(AllowanceRequest)}?", data).content.decode()
    assert "<bdi>Anna Ricci</bdi>" in page
    assert 'name="action" value="decline"' in page


def test_a_declined_asker_is_told_and_gets_nothing(act, staff, allowance_request, anna):
    before = anna.allowance.limit
    assert act("decline", allowance_request, sure="yes") == ["Declined: 1"]
    work()
    (letter,) = mails(anna)
    assert letter.subject == "The staff declined your request for more invitations"
    assert not re.search(r"\d", letter.text.partition("http")[0])
    anna.allowance.refresh_from_db()
    assert anna.allowance.limit == before


def test_a_declined_request_is_logged_and_listed_as_declined(act, staff, allowance_request):
    act("decline", allowance_request, sure="yes")
    assert LogEntry.objects.get().change_message == "Declined"
    page = staff.get(list_url(AllowanceRequest)).content.decode()
    assert '<td class="field-outcome">declined</td>' in page


def test_only_an_open_request_can_be_declined(act, allowance_request):
    act("answer", allowance_request)
    assert "was not changed" in act("decline", allowance_request, sure="yes")[0]
    allowance_request.refresh_from_db()
    assert not allowance_request.declined


def test_the_page_of_an_open_request_has_its_buttons(staff, allowance_request, anna):
    page = staff.get(page_url(allowance_request)).content.decode()
    assert f'action="{list_url(AllowanceRequest)}?"' in page
    assert re.findall(r'name="action" value="(\w+)">', page) == ["answer", "decline"]
    data = {"action": "answer", "index": "0", "_selected_action": allowance_request.pk}
    assert staff.post(f"{list_url(AllowanceRequest)}?", data).status_code == 302
    allowance_request.refresh_from_db()
    assert allowance_request.answered_at
    assert 'name="action"' not in staff.get(page_url(allowance_request)).content.decode()


def test_an_open_request_has_no_button_for_staff_who_may_only_view(client_for, allowance_request, bruno):
    type(bruno).objects.filter(pk=bruno.pk).update(is_staff=True)
    bruno.user_permissions.add(Permission.objects.get(codename="view_allowancerequest"))
    page = client_for(bruno).get(page_url(allowance_request))
    assert (page.status_code, 'name="action"' in page.content.decode()) == (200, False)


def test_the_asker_is_answered_by_a_letter_without_a_number(act, allowance_request, anna):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    act("answer", allowance_request)
    work()
    (letter,) = mails(anna)
    assert letter.subject == "You can send more invitations"
    assert not re.search(r"\d", letter.text.partition("http")[0])
    assert "List-Unsubscribe" not in letter.raw


def test_who_has_not_asked_gets_no_letter(act, anna):
    act("grant", anna.allowance)
    work()
    assert mails(anna) == []


def test_a_grant_of_either_page_answers(act, allowance_request, anna):
    act("grant", anna.allowance)
    work()
    assert len(mails(anna)) == 1
    assert "was not changed" in act("answer", allowance_request)[0]


def test_the_queue_shows_each_number_with_its_limit(staff, allowance_request, anna, bruno, carla, clock):
    Allowance.objects.filter(pk=anna.pk).update(restricted_at=clock.now(), limit=50, weekly_limit=20)
    for recipient in (bruno, bruno, carla):
        Invitation.objects.send(anna, recipient, address="guess@example.org").withdraw()
    page = staff.get(list_url(AllowanceRequest)).content.decode()
    assert all(number in page for number in ("3 / 50", "3 / 20", "3 / 10", "2 / 3"))
    anna.allowance.grant(GRANT_SIZE)
    page = staff.get(list_url(AllowanceRequest)).content.decode()
    assert all(number in page for number in ("3 / 150", "3 / 120", "0 / 10", "0 / 3"))


@pytest.mark.rule("R02")
def test_editing_limits_writes_no_other_column(staff, anna, bruno):
    url = page_url(anna.allowance)
    staff.post(url, {"limit": 7, "weekly_limit": 5, "used": 0, "restricted_at_0": "2026-11-22"})
    invite(anna, bruno)
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (7, 5)
    assert (anna.allowance.used, anna.allowance.restricted_at) == (1, None)


@pytest.mark.parametrize("status", ["failed", "cancelled", "waiting"])
def test_an_unsent_email_can_be_sent_again(act, anna, bruno, status):
    row = make_unsent(invite(anna, bruno), status)
    assert act("send_again", row) == ["Queued again: 1"]
    work()
    row.refresh_from_db()
    assert row.status == "sent"


def test_sending_again_resets_the_attempts(act, anna, bruno):
    row = make_unsent(invite(anna, bruno), "failed", attempts=Outbox.MAX_ATTEMPTS)
    act("send_again", row)
    row.refresh_from_db()
    assert (row.attempts, row.reason, row.details) == (0, "", "")


def test_an_email_waiting_for_its_next_attempt_is_sent_at_once(act, anna, bruno):
    row = make_unsent(invite(anna, bruno), "waiting", attempts=0)
    assert act("send_again", row) == ["Queued again: 1"]
    work()
    row.refresh_from_db()
    assert row.status == "sent"


@pytest.mark.rule("R21")
def test_silent_and_sent_rows_are_not_sent_again(act, anna, bruno):
    reception_of(invite(anna, bruno)).ignore()
    assert "2 rows were not changed" in act("send_again", *Outbox.objects.all())[0]
    assert set(Outbox.objects.values_list("status", flat=True)) == {"sent", "silent"}


def test_a_row_without_an_address_is_not_sent_again(act, anna, bruno):
    row = make_unsent(invite(anna, bruno), "cancelled", address="")
    assert "was not changed" in act("send_again", row)[0]


def test_the_history_records_the_action(act, staff, anna):
    act("restrict", anna.allowance)
    assert "Restricted" in staff.get(page_url(anna.allowance).replace("/change/", "/history/")).text


def test_staff_with_view_permission_see_no_actions(client_for, anna, bruno):
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(Permission.objects.get(codename="view_allowance"))
    page = client_for(bruno).get("/admin/invitations/allowance/")
    assert page.status_code == 200
    assert b'name="action"' not in page.content


def make_unsent(invitation, status, **columns) -> Outbox:
    """Rewrite the outbox row of an invitation as one that was not sent; columns override the defaults."""
    fields = {
        "status": status,
        "sent_at": None,
        "attempts": 2,
        "reason": "too late",
        "details": "fault",
        **columns,
    }
    invitation.outbox.update(next_at="2999-01-01T00:00Z", **fields)
    return invitation.outbox.get()
