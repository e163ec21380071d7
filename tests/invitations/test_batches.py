"""Batches of addresses, which the worker processes line by line."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from invitations import policy
from invitations.errors import LimitReached, NotOpen
from invitations.models import Allowance, Batch, BatchLine, Invitation, NonMember
from invitations.worker import batches
from network.common import jobs
from tests.conftest import invite, mails, reception_of, refuse, tick, work
from tests.factories import MemberFactory

ADDRESSES = [f"p{n}@example.net" for n in range(6)]
State = BatchLine.State


def submit(sender, addresses=ADDRESSES, note="Two desks apart") -> Batch:
    return Batch.objects.submit(sender, addresses, note)


def line_states(batch) -> list[str]:
    return list(batch.lines.values_list("state", flat=True))


def batch_state(batch) -> str:
    return Batch.objects.get(pk=batch.pk).state


def test_every_line_sends_an_invitation_with_the_note(anna, bruno):
    batch = submit(anna, [*ADDRESSES, bruno.email])
    assert not Invitation.objects.exists()
    work()
    assert set(line_states(batch)) == {State.SENT}
    assert batch_state(batch) == Batch.State.DONE
    assert set(Invitation.objects.values_list("note", flat=True)) == {"Two desks apart"}
    assert mails(bruno)
    assert mails("p4@example.net")


def test_invalid_and_own_addresses_are_marked_on_submission(anna):
    batch = submit(anna, ["x@example.org", "nobody", anna.email.upper(), "y" * 300])
    assert line_states(batch) == [State.WAITING, State.NO_ADDRESS, State.OWN, State.NO_ADDRESS]
    work()
    assert Invitation.objects.get().address == "x@example.org"


def test_a_batch_without_sendable_lines_is_done_at_once(anna):
    batch = submit(anna, ["nobody", anna.email])
    assert batch_state(batch) == Batch.State.DONE
    assert not batch.can_resume


def test_an_address_invited_before_is_marked_and_not_charged(anna):
    Invitation.objects.send_to_address(anna, ADDRESSES[3])
    batch = submit(anna)
    work()
    assert line_states(batch)[3] == State.ALREADY
    assert Allowance.objects.get(pk=anna.pk).used == 6


def test_members_non_members_refusers_and_opted_out_have_the_same_state(anna, bruno, carla):
    dora = MemberFactory(email="dora@example.org")
    reception_of(invite(anna, bruno)).ignore()
    refused = reception_of(invite(anna, carla))
    refuse(refused)
    with transaction.atomic():
        NonMember.objects.lock("stranger@example.net").opt_out()
    batch = submit(anna, [bruno.email, carla.email, dora.email, "stranger@example.net", "new@example.net"])
    work()
    assert set(line_states(batch)) == {State.SENT}


def test_it_stops_at_the_limit_and_resumes_after_a_grant(anna):
    Allowance.objects.filter(pk=anna.pk).update(limit=2)
    batch = submit(anna)
    work()
    assert line_states(batch) == [State.SENT] * 2 + [State.LIMIT] * 4
    assert batch_state(batch) == Batch.State.DONE
    Allowance.objects.get(pk=anna.pk).grant(50)
    batch.resume()
    work()
    assert line_states(batch) == [State.SENT] * 6


def test_without_allowance_a_batch_is_rejected(anna):
    Allowance.objects.filter(pk=anna.pk).update(limit=0)
    with pytest.raises(LimitReached):
        submit(anna)
    assert not Batch.objects.exists()


def test_the_number_of_batches_a_day_is_limited(anna, clock):
    for number in range(policy.current().batches_a_day):
        submit(anna, [f"x{number}@example.org"])
    with pytest.raises(LimitReached):
        submit(anna)
    clock.move(days=1, seconds=1)
    assert submit(anna)


def test_stop_and_resume(anna):
    batch = submit(anna)
    batches.send(batch.lines.all()[0].pk)
    batch.stop()
    work()
    assert line_states(batch) == [State.SENT] + [State.WAITING] * 5
    batch.resume()
    work()
    assert line_states(batch) == [State.SENT] * 6


def test_stop_and_resume_in_the_wrong_state_raise(anna):
    batch = submit(anna)
    with pytest.raises(NotOpen):
        batch.resume()
    work()
    for verb in (batch.stop, batch.resume):
        with pytest.raises(NotOpen):
            verb()


def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(anna, monkeypatch):
    batch = submit(anna)
    original = Batch.send_line

    def exit_at_the_third_line(self, line):
        original(self, line)
        if line.number == 3:
            raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "send_line", exit_at_the_third_line)
        with pytest.raises(SystemExit):
            batches.job.run()
    assert line_states(batch) == [State.SENT] * 2 + [State.WAITING] * 4
    work()
    assert line_states(batch) == [State.SENT] * 6
    assert Allowance.objects.get(pk=anna.pk).used == 6


@pytest.mark.django_db(transaction=True)
def test_a_tick_requeues_lines_of_a_killed_worker(anna):
    batch = submit(anna)
    DBTaskResult.objects.all().delete()
    jobs.tick()
    call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", verbosity=0)
    assert line_states(batch) == [State.SENT] * 6


def test_only_a_failed_line_is_postponed(anna, monkeypatch, clock):
    batch = submit(anna)
    original = Batch.send_line

    def fail_at_the_second_line(self, line):
        if line.number == 2:
            raise RuntimeError("broken")
        original(self, line)

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "send_line", fail_at_the_second_line)
        work()
    assert line_states(batch) == [State.SENT, State.WAITING] + [State.SENT] * 4
    clock.move(minutes=6)
    work()
    assert line_states(batch) == [State.SENT] * 6


def test_a_failing_line_of_a_deleted_batch_does_not_stop_the_job(anna, monkeypatch):
    submit(anna)

    def delete_batch_and_fail(pk):
        Batch.objects.of(anna).lock_and_delete()
        raise RuntimeError("gone")

    monkeypatch.setattr(batches, "send", delete_batch_and_fail)
    assert batches.job.run() == 0
    assert not BatchLine.objects.exists()


def test_a_line_is_sent_once(anna):
    batch = submit(anna)
    first = batch.lines.all()[0].pk
    assert batches.send(first)
    assert not batches.send(first)
    assert Allowance.objects.get(pk=anna.pk).used == 1


def test_a_deactivated_account_sends_nothing(anna, client, clock):
    submit(anna)
    type(anna).objects.filter(pk=anna.pk).update(is_active=False)
    work()
    assert not Invitation.objects.exists()
    clock.move(minutes=6)
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_not_ready_when_a_batch_is_stalled(anna, client, clock, minutes, status):
    submit(anna)
    clock.move(minutes=minutes)
    assert client.get("/readyz").status_code == status


def test_an_old_batch_is_deleted_and_its_invitations_are_kept(anna, clock):
    submit(anna)
    work()
    clock.move(days=policy.current().batch_days, seconds=1)
    tick()
    assert not Batch.objects.exists()
    assert Invitation.objects.count() == 6
