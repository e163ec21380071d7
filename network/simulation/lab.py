"""Runs experiments of the policy lab. Nothing here changes the site: a replay reads, a town has databases of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import connections

from network.simulation import packages, town_file, town_json
from network.simulation.errors import SimulationFailed, SimulationStopped
from network.simulation.models import Experiment
from network.simulation.replay import ReplayCancelled, replay
from network.simulation.town import Town

log = logging.getLogger(__name__)
Simulate = Callable[[str, int, Callable[[], bool]], dict[str, object]]


def run(experiment: Experiment, simulate: Simulate) -> None:
    """Run it until it is done, cancelled or has failed. `simulate` is given a town as JSON, a seed, and whether to go on."""
    if not experiment.begin():
        return
    try:
        if experiment.kind == Experiment.Kind.REPLAY:
            _replay(experiment)
        else:
            _simulate(experiment, simulate)
    except (SimulationStopped, ReplayCancelled):
        return
    except Exception as error:
        log.exception("An experiment has failed.")
        experiment.finish(Experiment.State.FAILED, str(error) or type(error).__name__)
    else:
        experiment.finish(Experiment.State.DONE)


def _replay(experiment: Experiment) -> None:
    """The replay only reads: how far it is, another connection writes."""
    _in_force, numbers = experiment.policies
    with ThreadPoolExecutor(1) as beside:
        try:
            result = replay(
                numbers,
                progress=lambda rows: beside.submit(experiment.keep, done=rows).result(),
                cancelled=lambda: not beside.submit(experiment.is_wanted).result(),
            )
        finally:
            beside.submit(connections.close_all).result()
    experiment.keep(result=result.summary(), done=result.rows, total=result.rows)


def towns(experiment: Experiment) -> list[Town]:
    """The town under the numbers that were in force, and under the others."""
    town = town_file.read(town_file.find(experiment.town))
    return [replace(town, policy=numbers) for numbers in experiment.policies]


def _simulate(experiment: Experiment, simulate: Simulate) -> None:
    """Seed by seed, both policies of each; what a run before this has done is kept."""
    if not packages.are_installed():
        raise SimulationFailed(packages.HOW)
    both = [town_json.dump(town) for town in towns(experiment)]
    results = dict(experiment.result)
    experiment.keep(done=len(results), total=2 * experiment.seeds)
    for seed in range(1, experiment.seeds + 1):
        for place, town in enumerate(both):
            if (key := f"{place}-{seed}") not in results:
                results[key] = simulate(town, seed, experiment.is_wanted)
                experiment.keep(result=results, done=len(results))
