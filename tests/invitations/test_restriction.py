"""Restriction of accounts that were refused too often."""

import pytest

from invitations import policy
from invitations.errors import NotOpen
from invitations.models import Allowance, Refusal
from invitations.worker import schedule
from notifications.models import Outbox
from tests.conftest import invite, mails, reception_of, refuse, tick, work
from tests.factories import MemberFactory


def add_refusals(sender, count: int) -> None:
    """Refuse the sender by this number of new members."""
    for _ in range(count):
        reception = reception_of(invite(sender, MemberFactory()))
        refuse(reception)


def is_restricted(member) -> bool:
    return Allowance.objects.get(pk=member.pk).restricted_at is not None


@pytest.fixture
def threshold(anna, set_policy):
    set_policy(restriction_min=3, restriction_max=3)
    return 3


@pytest.mark.rule("R26")
def test_too_many_refusers_restrict_the_account(anna, threshold):
    add_refusals(anna, threshold)
    assert not is_restricted(anna)
    tick()
    assert is_restricted(anna)


def test_one_fewer_does_not_restrict(anna, threshold):
    add_refusals(anna, threshold - 1)
    tick()
    assert not is_restricted(anna)


def test_the_job_runs_once_a_calendar_day(anna, threshold, clock):
    tick()
    add_refusals(anna, threshold)
    tick()
    assert not is_restricted(anna)
    clock.move(days=1)
    tick()
    assert is_restricted(anna)


def test_voided_refusals_do_not_count(anna, threshold, clock):
    add_refusals(anna, threshold)
    Refusal.objects.filter(pk=Refusal.objects.first().pk).void()
    tick()
    assert not is_restricted(anna)


def test_old_refusals_do_not_count(anna, threshold, clock):
    add_refusals(anna, threshold)
    clock.move(days=policy.current().restriction_days + 1)
    tick()
    assert not is_restricted(anna)


@pytest.mark.rule("R27")
def test_the_email_names_no_cause(anna, threshold):
    add_refusals(anna, threshold)
    tick()
    (mail,) = mails(anna, "Your account is limited")
    assert "refus" not in mail.text
    assert "know" not in mail.text


def test_the_home_page_shows_the_restriction_and_links_to_the_etiquette(anna, client_for):
    assert "/invitations/etiquette/" not in client_for(anna).get("/").content.decode()
    Allowance.objects.get(pk=anna.pk).restrict()
    page = client_for(anna).get("/").content.decode()
    assert "Your account is limited" in page
    assert "/invitations/etiquette/" in page


def test_the_etiquette_page_lifts_only_the_first_restriction(anna, client_for):
    allowance = Allowance.objects.get(pk=anna.pk)
    for _ in range(2):
        allowance.restrict()
        client_for(anna).post("/invitations/etiquette/")
    allowance.refresh_from_db()
    assert allowance.lifts == 1
    assert is_restricted(anna)


def test_earlier_refusals_do_not_count_after_a_lift(anna, threshold, clock):
    add_refusals(anna, threshold)
    tick()
    clock.move(hours=1)
    Allowance.objects.get(pk=anna.pk).lift()
    clock.move(days=1)
    tick()
    assert not is_restricted(anna)
    work()
    assert mails(anna, "no longer limited")


def test_lifting_without_a_restriction_raises(anna):
    with pytest.raises(NotOpen):
        Allowance.objects.get(pk=anna.pk).lift()


def test_restricting_twice_raises(anna):
    allowance = Allowance.objects.get(pk=anna.pk)
    allowance.restrict()
    with pytest.raises(NotOpen):
        allowance.restrict()


def test_thresholds_cover_the_range_of_the_policy():
    thresholds = {policy.restriction_threshold(member, lift) for member in range(60) for lift in range(2)}
    assert thresholds == set(range(policy.current().restriction_min, policy.current().restriction_max + 1))


def test_a_restricted_member_is_not_restricted_again(anna, threshold, clock):
    add_refusals(anna, threshold)
    tick()
    clock.move(days=1)
    assert schedule.restrict_refused_members() == 0


def test_each_lift_changes_the_threshold(anna, monkeypatch, set_policy, clock):
    set_policy(restriction_min=1)
    monkeypatch.setattr(policy, "restriction_threshold", lambda member, lifts: 1 + lifts)
    Allowance.objects.filter(pk=anna.pk).update(lifts=1)
    for refusers in (1, 2):
        add_refusals(anna, 1)
        clock.move(days=1)
        tick()
        assert is_restricted(anna) == (refusers == 2)


@pytest.mark.parametrize("lifter", ["staff", "the member"])
def test_one_letter_of_each_kind_a_day_however_often_it_changes(anna, clock, client_for, lifter):
    """The ledger says why the others were not sent."""
    allowance = Allowance.objects.get(pk=anna.pk)
    for number in range(4):
        allowance.restrict()
        if lifter == "the member" and number == 0:
            client_for(anna).post("/invitations/etiquette/")
        else:
            allowance.lift()
    work()
    assert len(mails(anna)) == 2
    rows = Outbox.objects.filter(member=anna, status=Outbox.Status.SILENT)
    assert sorted(rows.values_list("kind", "reason")) == 3 * [("lifted", "told lately")] + 3 * [
        ("restricted", "told lately")
    ]


def test_a_day_later_there_is_another_letter(anna, clock):
    for hours, letters in ((0, 2), (23, 2), (1, 4)):
        clock.move(hours=hours)
        Allowance.objects.get(pk=anna.pk).restrict()
        Allowance.objects.get(pk=anna.pk).lift()
        work()
        assert len(mails(anna)) == letters
