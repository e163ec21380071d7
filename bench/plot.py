"""A plot of growth as SVG text: cost as a multiple of the smallest network, over the number of members."""

from __future__ import annotations

import math
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 400, 56, 24, 44
PLOT_WIDTH = 420
COLOURS = ("#1f6feb", "#bc4c00", "#1a7f37", "#8250df", "#cf222e", "#0a7a86", "#9a6700", "#57606a")
STYLE = "<style>text{font:12px sans-serif;fill:#57606a}.axis{stroke:#8c959f;stroke-width:1}</style>"
Curves = dict[str, dict[int, float]]


def svg(curves: Curves) -> str:
    """One line for each name; `curves` is name → (size → multiple). Both axes are logarithmic."""
    sizes = sorted({size for curve in curves.values() for size in curve})
    highest = max([2.0, *(value for curve in curves.values() for value in curve.values())])
    lowest = min([0.5, *(value for curve in curves.values() for value in curve.values())])

    def x(size: int) -> float:
        share = 0.5 if len(sizes) < 2 else math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return LEFT + PLOT_WIDTH * share

    def y(value: float) -> float:
        share = math.log(value / lowest) / math.log(highest / lowest)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    parts = [f'<line class="axis" x1="{LEFT}" y1="{y(1):.1f}" x2="{LEFT + PLOT_WIDTH}" y2="{y(1):.1f}"/>']
    parts += [
        f'<text x="{x(size):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{size:,}</text>' for size in sizes
    ]
    parts += [
        f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.3g}×</text>'
        for value in (lowest, 1.0, highest)
    ]
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in sorted(curve.items()))
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>')
        parts.append(_legend(number, colour, name))
    heading = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    title = "<title>Cost over the number of members, as a multiple of the smallest network</title>"
    return f"<svg {heading}>{title}{STYLE}{''.join(parts)}</svg>\n"


def _legend(number: int, colour: str, name: str) -> str:
    left, top = LEFT + PLOT_WIDTH + 24, TOP + 8 + 20 * number
    line = f'<rect x="{left}" y="{top - 8}" width="12" height="4" fill="{colour}"/>'
    return f'{line}<text x="{left + 18}" y="{top}">{escape(name)}</text>'
