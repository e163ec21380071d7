"""What the timeline of an invitation says about the limit of its sender's account."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from invitations import policy
from invitations.admin.timeline import timeline_of
from invitations.models import Allowance, Refusal
from tests.admin.test_timeline import texts
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory


@pytest.fixture
def refused(anna, bruno, clock, monkeypatch, set_policy):
    """Anna's invitation to Bruno: three have said that they don't know her, at three her account is limited."""
    monkeypatch.setattr(policy, "restriction_threshold", lambda member, lifts: 3)
    set_policy(restriction_min=3)
    invitation = invite(anna, bruno)
    for recipient in (MemberFactory(), MemberFactory()):
        refuse(reception_of(invite(anna, recipient)))
    refuse(reception_of(invitation))
    clock.move(days=1)
    return invitation


def newest(invitation, number=1) -> list[str]:
    work()
    return texts(timeline_of([invitation]))[:number]


@pytest.mark.rule("R26")
def test_the_daily_count_limits_the_account(refused):
    tick()
    assert newest(refused) == [
        "In the daily count, 3 people had said “I don’t know Anna”, so Anna’s account is limited. "
        "The count goes back 90 days. This account is limited at 3, each account at a number of its own from 3 to 8, "
        "so that the limit doesn’t tell who said it. Anna is told no number. "
        "Until Anna accepts the advice on inviting, each of Anna’s invitations needs the other person’s e-mail address. "
        "Anna got an e-mail."
    ]


def test_the_limit_is_lifted(refused, anna, clock):
    tick()
    clock.move(hours=1)
    Allowance.objects.get(pk=anna.pk).lift()
    assert newest(refused) == [
        "Anna’s account is no longer limited, and the count starts again. Whoever said “I don’t know Anna” still gets "
        "nothing from Anna. Anna got an e-mail."
    ]


def test_a_later_limit_counts_from_the_last_lift_and_is_lifted_by_the_staff(refused, anna, clock):
    allowance = Allowance.objects.get(pk=anna.pk)
    for verb in (allowance.restrict, allowance.lift, allowance.restrict):
        clock.move(days=2)
        verb()
    assert newest(refused) == [
        "Anna’s account is limited. Until the staff lift the limit, each of Anna’s invitations needs the other person’s "
        "e-mail address. Anna got an e-mail."
    ]


def test_what_was_undone_before_does_not_count(refused, anna, monkeypatch):
    monkeypatch.setattr(policy, "restriction_threshold", lambda member, lifts: 1)
    Refusal.objects.filter(refuser=refused.recipient).void()
    Allowance.objects.get(pk=anna.pk).restrict()
    assert newest(refused)[0].startswith("In the daily count, 2 people had said")


def test_what_happens_after_the_invitation_has_ended_is_not_part_of_it(refused, anna, clock):
    refused.withdraw()
    clock.move(hours=1)
    Allowance.objects.get(pk=anna.pk).restrict()
    assert "limited" not in newest(refused)[0]


def test_only_those_who_may_view_what_is_counted_read_of_it(refused, anna):
    Allowance.objects.get(pk=anna.pk).restrict()
    vera = MemberFactory(is_staff=True)
    vera.user_permissions.set(Permission.objects.filter(codename__in=["view_outbox", "view_allowance"]))
    assert "limited" not in " ".join(texts(timeline_of([refused], vera)))
