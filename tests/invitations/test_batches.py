"""A long list of addresses: the worker goes through it line by line, and the sender watches."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from invitations import policy
from invitations.errors import LimitReached, NotOpen
from invitations.models import Allowance, Batch, BatchLine, Invitation, NonMember
from invitations.worker import batches
from network.common import jobs
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory

SIX = [f"p{n}@example.net" for n in range(6)]
State = BatchLine.State


def submit(sender, words=SIX, note="Two desks apart") -> Batch:
    return Batch.objects.submit(sender, words, note)


def states(batch) -> list[str]:
    return list(batch.lines.values_list("state", flat=True))


def state_of(batch) -> str:
    return Batch.objects.get(pk=batch.pk).state


def test_every_line_becomes_an_invitation_with_the_note(anna, bruno):
    batch = submit(anna, [*SIX, bruno.email])
    assert not Invitation.objects.exists()
    work()
    assert set(states(batch)) == {State.SENT}
    assert state_of(batch) == Batch.State.DONE
    assert set(Invitation.objects.values_list("note", flat=True)) == {"Two desks apart"}
    assert mails(bruno)
    assert mails("p4@example.net")


def test_what_can_be_said_before_it_is_sent(anna):
    batch = submit(anna, ["x@example.org", "nobody", anna.email.upper(), "y" * 300])
    assert states(batch) == [State.WAITING, State.NO_ADDRESS, State.OWN, State.NO_ADDRESS]
    work()
    assert Invitation.objects.get().address == "x@example.org"


def test_a_list_with_nothing_to_send_is_gone_through_at_once(anna):
    batch = submit(anna, ["nobody", anna.email])
    assert state_of(batch) == Batch.State.DONE
    assert not batch.can_resume


def test_what_was_invited_already_is_said_and_costs_nothing(anna):
    Invitation.objects.send_to_address(anna, SIX[3])
    batch = submit(anna)
    work()
    assert states(batch)[3] == State.ALREADY
    assert Allowance.objects.get(pk=anna.pk).used == 6


def test_members_and_strangers_refusers_and_opted_out_are_the_same(anna, bruno, carla):
    dora = MemberFactory(email="dora@example.org")
    reception_of(invite(anna, bruno)).ignore()
    refused = reception_of(invite(anna, carla))
    refused.ignore()
    refused.say_unknown()
    with transaction.atomic():
        NonMember.objects.lock("stranger@example.net").opt_out()
    batch = submit(anna, [bruno.email, carla.email, dora.email, "stranger@example.net", "new@example.net"])
    work()
    assert set(states(batch)) == {State.SENT}


def test_it_stops_at_the_limit_and_goes_on_when_there_is_more(anna):
    Allowance.objects.filter(pk=anna.pk).update(limit=2)
    batch = submit(anna)
    work()
    assert states(batch) == [State.SENT] * 2 + [State.LIMIT] * 4
    assert state_of(batch) == Batch.State.DONE
    Allowance.objects.get(pk=anna.pk).grant(50)
    batch.resume()
    work()
    assert states(batch) == [State.SENT] * 6


def test_where_nothing_can_be_sent_it_is_not_taken(anna):
    Allowance.objects.filter(pk=anna.pk).update(limit=0)
    with pytest.raises(LimitReached):
        submit(anna)
    assert not Batch.objects.exists()


def test_a_day_takes_so_many_lists(anna, clock):
    for number in range(policy.BATCHES_A_DAY):
        submit(anna, [f"x{number}@example.org"])
    with pytest.raises(LimitReached):
        submit(anna)
    clock.move(days=1, seconds=1)
    assert submit(anna)


def test_stopping_and_starting_again(anna):
    batch = submit(anna)
    batches.send(batch.lines.all()[0].pk)
    batch.stop()
    work()
    assert states(batch) == [State.SENT] + [State.WAITING] * 5
    batch.resume()
    work()
    assert states(batch) == [State.SENT] * 6


def test_late_and_repeated_verbs_change_nothing(anna):
    batch = submit(anna)
    with pytest.raises(NotOpen):
        batch.resume()
    work()
    for verb in (batch.stop, batch.resume):
        with pytest.raises(NotOpen):
            verb()


def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(anna, monkeypatch):
    batch = submit(anna)
    whole = Batch.send_line

    def killed_at_the_third(self, line):
        response_snapshot(self, line)
        if line.number == 3:
            raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "send_line", killed_at_the_third)
        with pytest.raises(SystemExit):
            batches.job.run()
    assert states(batch) == [State.SENT] * 2 + [State.WAITING] * 4
    work()
    assert states(batch) == [State.SENT] * 6
    assert Allowance.objects.get(pk=anna.pk).used == 6


@pytest.mark.django_db(transaction=True)
def test_a_tick_puts_back_what_a_killed_worker_has_left(anna):
    batch = submit(anna)
    DBTaskResult.objects.all().delete()
    jobs.tick()
    call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", verbosity=0)
    assert states(batch) == [State.SENT] * 6


def test_a_line_that_fails_is_put_back_alone(anna, monkeypatch, clock):
    batch = submit(anna)
    whole = Batch.send_line

    def broken(self, line):
        if line.number == 2:
            raise RuntimeError("broken")
        response_snapshot(self, line)

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "send_line", broken)
        work()
    assert states(batch) == [State.SENT, State.WAITING] + [State.SENT] * 4
    clock.move(minutes=6)
    work()
    assert states(batch) == [State.SENT] * 6


def test_a_line_that_fails_while_its_list_is_forgotten_stops_nothing(anna, monkeypatch):
    submit(anna)

    def forgotten_meanwhile(pk):
        Batch.objects.of(anna).lock_and_delete()
        raise RuntimeError("gone")

    monkeypatch.setattr(batches, "send", forgotten_meanwhile)
    assert batches.job.run() == 0
    assert not BatchLine.objects.exists()


def test_a_line_is_decided_once(anna):
    batch = submit(anna)
    first = batch.lines.all()[0].pk
    assert batches.send(first)
    assert not batches.send(first)
    assert Allowance.objects.get(pk=anna.pk).used == 1


def test_an_account_that_is_switched_off_sends_nothing(anna, client, clock):
    submit(anna)
    type(anna).objects.filter(pk=anna.pk).update(is_active=False)
    work()
    assert not Invitation.objects.exists()
    clock.move(minutes=6)
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_not_ready_where_nobody_goes_through_it(anna, client, clock, minutes, status):
    submit(anna)
    clock.move(minutes=minutes)
    assert client.get("/readyz").status_code == status


def test_a_month_later_it_is_forgotten_and_the_invitations_are_not(anna, clock):
    submit(anna)
    work()
    clock.move(days=policy.BATCH_DAYS, seconds=1)
    tick()
    assert not Batch.objects.exists()
    assert Invitation.objects.count() == 6
