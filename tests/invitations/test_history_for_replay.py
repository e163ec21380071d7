"""Rows that a replay reads beside the events: changes of allowances, refused verbs, changes of the policy."""

import pytest
from django.db import transaction

from invitations.errors import LimitReached, NotOpen, TooEarly
from invitations.models import (
    Allowance,
    AllowanceChange,
    Batch,
    Invitation,
    PolicyChange,
    Reception,
    RefusedSend,
)
from invitations.policy import InvalidNumber, Policy, using
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory
from tests.invitations.test_allowance import set_limits

Kind = AllowanceChange.Kind


def changes(member) -> list[tuple]:
    rows = AllowanceChange.objects.filter(member=member)
    return list(rows.values_list("kind", "old_limit", "limit", "old_weekly_limit", "weekly_limit", "lifts"))


def refused() -> list[tuple]:
    return list(RefusedSend.objects.values_list("member", "kind", "limit"))


def test_a_grant_says_both_limits_before_and_afterwards(anna):
    Allowance.objects.get(member=anna).grant(100)
    assert changes(anna) == [(Kind.GRANTED, 3000, 3100, 100, 200, 0)]


def test_a_restriction_by_staff_and_its_end(anna):
    Allowance.objects.get(member=anna).restrict()
    Allowance.objects.get(member=anna).lift()
    assert [(row[0], row[-1]) for row in changes(anna)] == [(Kind.RESTRICTED_BY_STAFF, 0), (Kind.LIFTED, 1)]


def test_a_restriction_by_the_daily_check(anna, set_policy):
    set_policy(restriction_min=1, restriction_max=1)
    refuse(reception_of(invite(anna, MemberFactory())))
    tick()
    assert [row[0] for row in changes(anna)] == [Kind.RESTRICTED]


@pytest.mark.parametrize(("column", "number"), [("limit", "allowance"), ("weekly_limit", "weekly_allowance")])
def test_a_refused_invitation_is_kept_although_the_verb_is_rolled_back(anna, bruno, column, number):
    set_limits(anna, **{column: 0})
    for verb, recipient in (("send", bruno), ("send_to_address", "x@example.org")):
        with pytest.raises(LimitReached):
            getattr(Invitation.objects, verb)(anna, recipient)
        assert RefusedSend.objects.filter(member=anna, kind=verb, limit=number).exists()
    assert not Invitation.objects.exists()


def test_several_addresses_are_refused_as_one(anna, client_for):
    set_limits(anna, limit=1)
    client_for(anna).post("/invitations/by-email/", {"email": "x@example.org y@example.org"})
    assert refused() == [(anna.pk, "send_to_addresses", "allowance")]


def test_a_verb_that_contains_another_one_is_refused_once(anna):
    invitation = Invitation.objects.send_to_address(anna, "x@example.org")
    set_limits(anna, limit=1)
    with pytest.raises(LimitReached):
        invitation.use_another_address("y@example.org")
    assert refused() == [(anna.pk, "use_another_address", "allowance")]


@pytest.mark.parametrize("number", ["gate_tries", "gate_tries_a_day"])
def test_a_spent_gate_is_named(anna, bruno, set_policy, number):
    set_policy(**{number: 1})
    invite(anna, bruno).withdraw()
    Invitation.objects.send(anna, bruno, address="x@example.org").withdraw()
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno, address="y@example.org")
    assert refused() == [(anna.pk, "send", number)]


@pytest.mark.parametrize(("number", "days"), [("follow_up_days", 0), ("follow_ups", 8)])
def test_a_follow_up_that_the_policy_refuses(anna, bruno, set_policy, clock, number, days):
    set_policy(follow_ups=0 if number == "follow_ups" else 1)
    invitation = invite(anna, bruno)
    clock.move(days=days)
    with pytest.raises(TooEarly):
        invitation.follow_up()
    assert refused() == [(anna.pk, "follow_up", number)]


def test_a_reply_too_many_and_a_list_too_many(anna, bruno, set_policy):
    set_policy(replies_a_day=1, batches_a_day=0)
    reception = reception_of(invite(anna, bruno))
    reception.reply("Who are you?")
    with pytest.raises(LimitReached):
        reception.reply("And why?")
    with pytest.raises(LimitReached):
        Batch.objects.submit(anna, ["x@example.org"])
    assert refused() == [(bruno.pk, "reply", "replies_a_day"), (anna.pk, "submit", "batches_a_day")]


def test_a_line_of_a_list_that_is_refused_by_the_worker(anna):
    Batch.objects.submit(anna, ["x@example.org", "y@example.org"])
    set_limits(anna, limit=1)
    work()
    assert refused() == [(anna.pk, "send_to_address", "allowance")]


@pytest.mark.django_db(transaction=True)
def test_the_row_of_a_refused_verb_is_committed(anna, bruno):
    set_limits(anna, limit=0)
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno)
    with transaction.atomic():
        assert refused() == [(anna.pk, "send", "allowance")]


def test_the_policy_is_recorded_when_the_worker_first_runs_under_it(db):
    for numbers in (Policy(), Policy(), Policy(follow_ups=3), Policy()):
        with using(numbers):
            tick()
    recorded = [row.policy.follow_ups for row in PolicyChange.objects.all()]
    assert recorded == [2, 3, 2]
    assert PolicyChange.objects.first().policy == Policy()


def test_a_recorded_policy_may_lack_numbers_and_have_old_ones_but_not_wrong_ones():
    assert PolicyChange(numbers={"follow_ups": 1, "gone": 5}).policy == Policy(follow_ups=1)
    with pytest.raises(InvalidNumber):
        PolicyChange(numbers={"follow_ups": -1}).policy  # noqa: B018


def test_the_rows_have_names_and_are_never_changed(anna):
    RefusedSend.record("send", LimitReached("allowance", anna.pk))
    Allowance.objects.get(member=anna).restrict()
    PolicyChange.notice()
    rows = [RefusedSend.objects.get(), AllowanceChange.objects.get(), PolicyChange.objects.get()]
    assert [str(row) for row in rows[:2]] == [
        "Anna Ricci · invitation · allowance",
        "Anna Ricci · restricted by staff",
    ]
    assert str(rows[2]).startswith("1 · ")
    for row in rows:
        with pytest.raises(TypeError):
            row.save()


def test_a_refusal_by_the_state_leaves_no_row(anna, bruno):
    invitation = invite(anna, bruno)
    Reception.objects.get().accept()
    with pytest.raises(NotOpen):
        invitation.follow_up()
    assert refused() == []
