"""Writes the report and the files of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from network.simulation.measures import Result
from network.simulation.report import comparison, tables
from network.simulation.report.sections import sections
from network.simulation.town import figures
from network.simulation.variants import Variant


def write(folder: Path, variants: Sequence[Variant], results: Sequence[Sequence[Result]]) -> None:
    """Write `report.html` in the active language, and the CSV files, to this folder.

    `results` are those of each variant, seed by seed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text(render(variants, results), encoding="utf-8")
    tables.write(folder, variants, results)


def render(variants: Sequence[Variant], results: Sequence[Sequence[Result]]) -> str:
    first = variants[0].town
    changed = [
        each.name
        for each in first.policy.numbers()
        if len({getattr(v.town.policy, each.name) for v in variants}) > 1
    ]
    context = {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "town": first,
        "seeds": len(results[0]),
        "variants": variants,
        "others": variants[1:],
        "lines": comparison.lines(results),
        "plots": comparison.plots(variants, results) if len(variants) > 1 else [],
        "towns": [
            {"variant": variant, "sections": sections(variant.town, of_variant)}
            for variant, of_variant in zip(variants, results, strict=True)
        ],
        "figures": list(figures(first)),
        "numbers": [
            {"number": each, "values": [_shown(variant, each.name) for variant in variants], "differs": each.name in changed}
            for each in first.policy.numbers()
        ],
    }  # fmt: skip
    return render_to_string("simulation/report.html", context)


def _shown(variant: Variant, name: str) -> str:
    return next(each.shown for each in variant.town.policy.numbers() if each.name == name)
