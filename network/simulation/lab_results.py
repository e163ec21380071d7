"""What the pages of the lab show of a result: tables and charts, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from network.simulation import lab, packages
from network.simulation.models import Experiment

IN_FORCE, OTHER = 0, 1
DRAWN = {"accepted_per_1000", "mails_per_1000", "spammers_restricted", "honest_restricted"}
"""The numbers of a town that have a chart here."""


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Chart:
    title: str
    svg: str


def tables(experiment: Experiment) -> list[Table]:
    if experiment.kind == Experiment.Kind.REPLAY:
        return [_replay_table(experiment.result)] if experiment.result else []
    return [_town_table(experiment)] if seeds_of(experiment) and packages.are_installed() else []


def charts(experiment: Experiment) -> list[Chart]:
    """None without the packages that draw them."""
    if not experiment.result or not packages.are_installed():
        return []
    if experiment.kind == Experiment.Kind.REPLAY:
        return _replay_charts(experiment.result)
    return _town_charts(experiment) if seeds_of(experiment) else []


def seeds_of(experiment: Experiment) -> list[list[dict[str, Any]]]:
    """The results of the seeds that are done under both policies, for each policy."""
    done = experiment.result
    seeds = [seed for seed in range(1, experiment.seeds + 1) if f"0-{seed}" in done and f"1-{seed}" in done]
    return [[done[f"{place}-{seed}"] for seed in seeds] for place in (IN_FORCE, OTHER)] if seeds else []


def variants(experiment: Experiment) -> Sequence[Any]:
    from network.simulation.variants import Variant  # noqa: PLC0415  it needs the packages

    in_force, other = lab.towns(experiment)
    return [Variant(_("numbers in force"), in_force), Variant(experiment.changes_in_words, other)]


def _outcomes(result: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Kind and outcome, and how often under the numbers in force and the others."""
    found = []
    for kind in sorted(result["in_force"].keys() | result["other"].keys()):
        own, other = (result[name].get(kind, {"outcomes": {}})["outcomes"] for name in ("in_force", "other"))
        found += [
            (f"{kind}: {outcome}", own.get(outcome, 0), other.get(outcome, 0))
            for outcome in sorted(own.keys() | other.keys())
        ]
    return found


def _replay_table(result: dict[str, Any]) -> Table:
    head = [_("Decision"), _("Numbers in force"), _("Other numbers"), _("Difference")]
    rows = [
        [name, f"{own:,}", f"{other:,}", f"{other - own:+,}" if other != own else "="]
        for name, own, other in _outcomes(result)
    ]
    lost = sum(result["cannot_be_replayed"].values())
    return Table(head, [*rows, [_("cannot be replayed"), f"{lost:,}", f"{lost:,}", ""]])


def _town_table(experiment: Experiment) -> Table:
    from network.simulation.report import comparison  # noqa: PLC0415  it needs the packages

    head = [_("Number"), *(each.label for each in variants(experiment)), _("Difference")]
    lines = comparison.lines(seeds_of(experiment))
    return Table(head, [[line.label, *line.means, *line.differences] for line in lines])


def _replay_charts(result: dict[str, Any]) -> list[Chart]:
    from network.simulation.report import charts as drawn  # noqa: PLC0415  it needs the packages

    title = _("Decisions that differ")
    outcomes = [each for each in _outcomes(result) if each[1] != each[2]]
    if not outcomes:
        return []
    series = {
        _("numbers in force"): [float(own) for _name, own, _other in outcomes],
        _("other numbers"): [float(other) for _name, _own, other in outcomes],
    }
    names = [name.replace(": ", "\n") for name, _own, _other in outcomes]
    return [Chart(title, drawn.bars("", _("Decisions"), names, series))]


def _town_charts(experiment: Experiment) -> list[Chart]:
    """The most important ones; the report has all."""
    from network.simulation.headlines import HEADLINES  # noqa: PLC0415  it needs the packages
    from network.simulation.report import comparison  # noqa: PLC0415  likewise

    chosen = [each for each in HEADLINES if each.name in DRAWN]
    plots = comparison.plots(variants(experiment), seeds_of(experiment), chosen)
    return [Chart(each.title, each.chart) for each in plots]
