"""Charts as SVG text, the same bytes for the same numbers. Their text stays text: a browser shapes it in every script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib
from django.utils.safestring import SafeString, mark_safe
from matplotlib.figure import Figure

from network.simulation.intervals import Interval

SIZE = (7.2, 3.2)
"""Width and height in inches."""
COLOURS = ("#0b5cad", "#b54708", "#1a7f37", "#7a3fb0", "#c11574", "#0a7a86", "#8a6100", "#475467")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
"""With the colours, so that lines can be told apart on paper without colour."""
STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "town", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.3,
}  # fmt: skip


def lines(x_label: str, y_label: str, series: Mapping[str, Sequence[float]], first: int = 1) -> SafeString:
    """A line for each name over first, first + 1, …"""
    figure, axes = _empty(x_label, y_label)
    for number, (name, values) in enumerate(series.items()):
        places = range(first, first + len(values))
        style = {"color": COLOURS[number % len(COLOURS)], "marker": MARKERS[number % len(MARKERS)]}
        axes.plot(places, values, label=name, markersize=3.5, linewidth=1.4, **style)
    axes.set_ylim(bottom=0)
    _legend(axes, len(series))
    return _svg(figure)


def bars(
    x_label: str, y_label: str, names: Sequence[str], series: Mapping[str, Sequence[float]]
) -> SafeString:
    """Groups of bars: one group for each name, in it one bar for each of the series."""
    figure, axes = _empty(x_label, y_label)
    width = 0.8 / max(1, len(series))
    for number, (name, values) in enumerate(series.items()):
        places = [place - 0.4 + width * (number + 0.5) for place in range(len(values))]
        axes.bar(places, values, width, label=name, color=COLOURS[number % len(COLOURS)])
    axes.set_xticks(range(len(names)), names, rotation=0 if len(names) < 16 else 90)
    _legend(axes, len(series))
    return _svg(figure)


def with_intervals(
    x_label: str, y_label: str, names: Sequence[str], values: Sequence[Interval]
) -> SafeString:
    """A point with its interval for each name."""
    figure, axes = _empty(x_label, y_label)
    means, widths = [each.mean for each in values], [each.half_width for each in values]
    axes.errorbar(range(len(names)), means, yerr=widths, fmt="o", capsize=4, color=COLOURS[0])
    axes.set_xticks(range(len(names)), names)
    axes.margins(x=0.15)
    return _svg(figure)


def _empty(x_label: str, y_label: str) -> tuple[Figure, Any]:
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot()
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    return figure, axes


def _legend(axes: Any, number: int) -> None:
    if number > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=8)


def _svg(figure: Figure) -> SafeString:
    """The element `svg`, without the head of an XML file, its date and fixed size."""
    text = StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(
            text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    svg = text.getvalue()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  matplotlib escapes every text
