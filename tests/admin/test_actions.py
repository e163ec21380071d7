"""Actions of the admin call the verbs and refuse nicely."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from invitations.admin.invitations import GRANT_SIZE
from invitations.models import AllowanceRequest, Refusal
from network import clock as product_clock
from notifications.models import Outbox
from tests.admin.conftest import page_url
from tests.conftest import invite, reception_of, work

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def refusal(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.say_unknown()
    return Refusal.objects.get()


@pytest.fixture
def asked(anna):
    return AllowanceRequest.objects.create(member=anna, text="Please", asked_at=product_clock.now())


def test_a_refusal_is_voided_and_its_reception_with_it(act, refusal):
    assert act("void", refusal) == ["Voided: 1"]
    refusal.refresh_from_db()
    reception = refusal.refuser.receptions.get()
    assert refusal.voided_at
    assert (reception.place, reception.refused_at) == ("archive", None)
    assert reception.invitation.events.last().actor.name == "Ada Min"


@pytest.mark.rule("R24")
def test_voiding_tells_nobody(act, refusal):
    act("void", refusal)
    row = Outbox.objects.latest("pk")
    assert (row.member, row.status, row.reason) == (refusal.refused, "silent", "silent by rule R24")


def test_a_refusal_of_an_invitation_that_ended_is_voided_too(act, refusal):
    refusal.refuser.receptions.get().invitation.withdraw()
    work()
    assert act("void", refusal) == ["Voided: 1"]
    assert not Refusal.objects.standing().exists()


def test_a_refusal_is_voided_once(act, refusal):
    act("void", refusal)
    assert "left as it is" in act("void", refusal)[0]


def test_after_voiding_the_sender_reaches_the_recipient_again(act, refusal, anna, bruno, clock):
    act("void", refusal)
    clock.move(days=8)
    anna.invitations_sent.get().follow_up()
    work()
    assert bruno.receptions.get().place == "inbox"


def test_restricting_and_lifting(act, anna):
    assert act("restrict", anna.allowance) == ["Restricted: 1"]
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at
    assert act("lift", anna.allowance) == ["Restriction lifted: 1"]
    anna.allowance.refresh_from_db()
    assert (anna.allowance.restricted_at, anna.allowance.lifts) == (None, 1)


@pytest.mark.parametrize("action", ["restrict", "lift"])
def test_what_is_so_already_is_left(act, anna, bruno, action):
    anna.allowance.restrict()
    if action == "lift":
        anna.allowance.lift()
    assert "left as it is" in act(action, anna.allowance)[0]


def test_one_that_is_late_does_not_stop_the_others(act, anna, bruno):
    anna.allowance.restrict()
    assert act("restrict", anna.allowance, bruno.allowance)[0] == "Restricted: 1"


@pytest.mark.rule("R02")
def test_granting_more(act, anna):
    before = anna.allowance.limit, anna.allowance.weekly_limit
    assert act("grant", anna.allowance) == [f"{GRANT_SIZE} more granted: 1"]
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (
        before[0] + GRANT_SIZE,
        before[1] + GRANT_SIZE,
    )


@pytest.mark.rule("R02")
def test_a_request_is_answered_once(act, asked, anna):
    before = anna.allowance.limit
    assert act("answer", asked) == [f"{GRANT_SIZE} more granted: 1"]
    assert "left as it is" in act("answer", asked)[0]
    anna.allowance.refresh_from_db()
    assert anna.allowance.limit == before + GRANT_SIZE


@pytest.mark.rule("R02")
def test_a_limit_is_edited_and_nothing_else_is_written(staff, anna, bruno):
    url = page_url(anna.allowance)
    staff.post(url, {"limit": 7, "weekly_limit": 5, "used": 0, "restricted_at_0": "2026-11-22"})
    invite(anna, bruno)
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (7, 5)
    assert (anna.allowance.used, anna.allowance.restricted_at) == (1, None)


@pytest.mark.parametrize("status", ["failed", "cancelled", "waiting"])
def test_a_stuck_e_mail_is_sent_again(act, anna, bruno, status):
    row = stuck(invite(anna, bruno), status)
    assert act("send_again", row) == ["Put back into the outbox: 1"]
    work()
    row.refresh_from_db()
    assert row.status == "sent"


def test_it_has_all_its_tries_before_it_again(act, anna, bruno):
    row = stuck(invite(anna, bruno), "failed", attempts=Outbox.MAX_ATTEMPTS)
    act("send_again", row)
    row.refresh_from_db()
    assert (row.attempts, row.reason, row.details) == (0, "", "")


def test_one_that_pauses_because_there_was_no_server_asks_at_once(act, anna, bruno):
    row = stuck(invite(anna, bruno), "waiting", attempts=0)
    assert act("send_again", row) == ["Put back into the outbox: 1"]
    work()
    row.refresh_from_db()
    assert row.status == "sent"


@pytest.mark.rule("R21")
def test_neither_the_silent_nor_the_sent_leave_again(act, anna, bruno):
    reception_of(invite(anna, bruno)).ignore()
    assert "2 rows were left" in act("send_again", *Outbox.objects.all())[0]
    assert set(Outbox.objects.values_list("status", flat=True)) == {"sent", "silent"}


def test_one_without_an_address_is_left(act, anna, bruno):
    row = stuck(invite(anna, bruno), "cancelled", address="")
    assert "left as it is" in act("send_again", row)[0]


def test_who_did_it_is_in_the_history(act, staff, anna):
    act("restrict", anna.allowance)
    assert (
        "Restricted" in staff.get(page_url(anna.allowance).replace("/change/", "/history/")).content.decode()
    )


def test_staff_who_may_only_look_have_no_actions(client_for, anna, bruno):
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(Permission.objects.get(codename="view_allowance"))
    page = client_for(bruno).get("/admin/invitations/allowance/")
    assert page.status_code == 200
    assert b'name="action"' not in page.content


def stuck(invitation, status, **columns) -> Outbox:
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
