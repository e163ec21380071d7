import pytest

from invitations import policy
from invitations.errors import NotOpen
from invitations.models import Allowance, Refusal
from invitations.worker import schedule
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory


def refused_by(sender, many: int) -> None:
    for _ in range(many):
        reception = reception_of(invite(sender, MemberFactory()))
        reception.ignore()
        reception.say_unknown()


def is_restricted(member) -> bool:
    return Allowance.objects.get(pk=member.pk).restricted_at is not None


@pytest.fixture
def threshold(anna, monkeypatch):
    monkeypatch.setattr(policy, "RESTRICTION_MIN", 3)
    monkeypatch.setattr(policy, "RESTRICTION_MAX", 3)
    return 3


@pytest.mark.rule("R26")
def test_too_many_refusers_restrict_the_account(anna, threshold):
    refused_by(anna, threshold)
    assert not is_restricted(anna)
    tick()
    assert is_restricted(anna)


def test_one_fewer_does_not(anna, threshold):
    refused_by(anna, threshold - 1)
    tick()
    assert not is_restricted(anna)


def test_the_job_looks_once_a_calendar_day(anna, threshold, clock):
    tick()
    refused_by(anna, threshold)
    tick()
    assert not is_restricted(anna)
    clock.move(days=1)
    tick()
    assert is_restricted(anna)


def test_voided_and_old_ones_do_not_count(anna, threshold, clock):
    refused_by(anna, threshold)
    Refusal.objects.filter(pk=Refusal.objects.first().pk).void()
    tick()
    assert not is_restricted(anna)


def test_after_ninety_days_they_count_no_more(anna, threshold, clock):
    refused_by(anna, threshold)
    clock.move(days=policy.RESTRICTION_DAYS + 1)
    tick()
    assert not is_restricted(anna)


@pytest.mark.rule("R27")
def test_the_notice_names_no_cause(anna, threshold):
    refused_by(anna, threshold)
    tick()
    (mail,) = mails(anna, "Your account is limited")
    assert "refus" not in mail.text
    assert "know" not in mail.text


def test_the_front_page_says_it_plainly_and_how_to_lift_it(anna, client_for):
    assert "/invitations/etiquette/" not in client_for(anna).get("/").content.decode()
    Allowance.objects.get(pk=anna.pk).restrict()
    page = client_for(anna).get("/").content.decode()
    assert "Your account is limited" in page
    assert "/invitations/etiquette/" in page


def test_reading_the_etiquette_lifts_the_first_and_only_the_first(anna, client_for):
    allowance = Allowance.objects.get(pk=anna.pk)
    for _ in range(2):
        allowance.restrict()
        client_for(anna).post("/invitations/etiquette/")
    allowance.refresh_from_db()
    assert allowance.lifts == 1
    assert is_restricted(anna)


def test_after_a_lift_the_count_begins_anew(anna, threshold, clock):
    refused_by(anna, threshold)
    tick()
    clock.move(hours=1)
    Allowance.objects.get(pk=anna.pk).lift()
    clock.move(days=1)
    tick()
    assert not is_restricted(anna)
    work()
    assert mails(anna, "no longer limited")


def test_lifting_what_is_not_there(anna):
    with pytest.raises(NotOpen):
        Allowance.objects.get(pk=anna.pk).lift()


def test_restricting_twice(anna):
    allowance = Allowance.objects.get(pk=anna.pk)
    allowance.restrict()
    with pytest.raises(NotOpen):
        allowance.restrict()


def test_the_threshold_is_drawn_between_the_two_for_each_member_and_lift():
    drawn = {policy.restriction_threshold(member, lift) for member in range(60) for lift in range(2)}
    assert drawn == set(range(policy.RESTRICTION_MIN, policy.RESTRICTION_MAX + 1))


def test_a_restricted_member_is_not_restricted_again(anna, threshold, clock):
    refused_by(anna, threshold)
    tick()
    clock.move(days=1)
    assert schedule.restrict_refused_members() == 0


def test_a_count_below_ones_own_threshold_does_not_restrict(anna, monkeypatch):
    monkeypatch.setattr(policy, "RESTRICTION_MIN", 2)
    monkeypatch.setattr(policy, "restriction_threshold", lambda member, lifts: 3)
    refused_by(anna, 2)
    tick()
    assert not is_restricted(anna)


def test_each_lift_draws_another_threshold(anna, monkeypatch, clock):
    monkeypatch.setattr(policy, "RESTRICTION_MIN", 1)
    monkeypatch.setattr(policy, "restriction_threshold", lambda member, lifts: 1 + lifts)
    Allowance.objects.filter(pk=anna.pk).update(lifts=1)
    for refusers in (1, 2):
        refused_by(anna, 1)
        clock.move(days=1)
        tick()
        assert is_restricted(anna) == (refusers == 2)
