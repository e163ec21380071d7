"""Runs of many seeds: what is finished is kept, what is missing is run, whoever stops loses nothing."""

import os

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from invitations.policy import InvalidNumber, Policy
from network.common import queue
from network.simulation import queued_runs, runs, tasks
from network.simulation.errors import SimulationFailed
from network.simulation.variants import changed, swept
from tests.simulation.results import TOWN, result

SEEDS = range(1, 4)


@pytest.fixture
def store(tmp_path):
    return runs.Store(tmp_path / "seeds")


def accept(town, seed, is_wanted):
    return result(seed)


def test_every_seed_is_run_once(store):
    assert list(runs.run_missing(store, [TOWN], SEEDS, 2, accept)) == [2, 1, 0]
    assert store.get(TOWN, 2) == result(2)
    assert list(runs.run_missing(store, [TOWN], SEEDS, 2, accept)) == []
    assert list(runs.run_missing(store, [TOWN], range(1, 5), 2, accept)) == [0]


def test_the_same_town_under_another_policy_is_another_town(store):
    one, other = swept(TOWN, "follow_ups", ["1", "2"])
    list(runs.run_missing(store, [one.town], SEEDS, 1, accept))
    assert len(store.missing([one.town, other.town], SEEDS)) == 3


def test_what_was_finished_before_a_failure_is_kept(store):
    def fail_later(town, seed, is_wanted):
        if seed == 3:
            raise SimulationFailed("out of memory")
        return result(seed)

    with pytest.raises(SimulationFailed):
        list(runs.run_missing(store, [TOWN], SEEDS, 1, fail_later))
    assert store.missing([TOWN], SEEDS) == [(TOWN, 3)]


def test_whoever_stops_ends_what_is_running(store):
    wanted = []

    def ask(town, seed, is_wanted):
        while seed == 2 and is_wanted():
            pass
        wanted.append(is_wanted())
        return result(seed)

    steps = runs.run_missing(store, [TOWN], SEEDS, 2, ask)
    next(steps)
    steps.close()
    assert False in wanted


def test_a_number_of_a_sweep_has_its_bounds():
    assert changed(Policy(), "restriction", "4") == Policy(restriction_min=4, restriction_max=4)
    assert changed(Policy(), "reminder_days", "").reminder_days == ()
    for name, value in [("follow_ups", "-1"), ("follow_ups", "x"), ("nothing", "1")]:
        with pytest.raises(InvalidNumber):
            changed(Policy(), name, value)


@pytest.fixture
def own_worker(monkeypatch, transactional_db):
    """Runs what is enqueued as a worker of simulations does; a seed takes no time. Yields its function."""
    monkeypatch.setattr(os, "nice", lambda by: by)
    monkeypatch.setattr(tasks, "simulate", lambda town, seed: result(seed))
    monkeypatch.setattr(
        queued_runs.time,
        "sleep",
        lambda seconds: call_command("worker", "--simulations", "--batch", verbosity=0),
    )


@pytest.mark.usefixtures("own_worker")
def test_workers_of_the_site_can_run_the_seeds(store):
    assert list(queued_runs.run_missing(store, [TOWN], SEEDS)) == [2, 1, 0]
    assert store.get(TOWN, 3) == result(3)


@pytest.mark.usefixtures("own_worker")
def test_what_is_enqueued_already_is_not_enqueued_again(store):
    for _time in range(2):
        next(queued_runs.run_missing(store, [TOWN], SEEDS))
        store._path(TOWN, 1).unlink(missing_ok=True)
    assert DBTaskResult.objects.count() == 3


@pytest.mark.usefixtures("own_worker")
def test_a_seed_that_fails_says_why(store, monkeypatch):
    def fail(town, seed):
        raise SimulationFailed("disk full")

    monkeypatch.setattr(tasks, "simulate", fail)
    with pytest.raises(SimulationFailed, match="disk full"):
        list(queued_runs.run_missing(store, [TOWN], SEEDS))


@pytest.mark.django_db
def test_simulations_that_wait_are_not_the_queue_of_the_site():
    tasks.simulate_seed.enqueue("{}", 1)
    assert queue.length() == 0
