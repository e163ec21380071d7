"""What changes from one town to the others: paired differences with intervals, in words and as charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from network.simulation.headlines import HEADLINES, Headline, difference_in_words
from network.simulation.intervals import Interval, interval, paired
from network.simulation.measures import Result
from network.simulation.report import charts
from network.simulation.variants import Variant


@dataclass(frozen=True)
class Line:
    """One number: its mean in each town, and the difference of each other town to the first, in words."""

    headline: Headline
    means: list[str]
    differences: list[str]

    @property
    def label(self) -> str:
        return str(self.headline.label)


@dataclass(frozen=True)
class Plot:
    title: str
    chart: SafeString


def values(results: Sequence[Result], headline: Headline) -> list[float]:
    return [float(each["headline"][headline.name]) for each in results]


def lines(results: Sequence[Sequence[Result]]) -> list[Line]:
    """A line for each headline that is not zero everywhere; `results` are those of each town, seed by seed."""
    return [_line(each, results) for each in HEADLINES if any(any(values(one, each)) for one in results)]


def _line(headline: Headline, results: Sequence[Sequence[Result]]) -> Line:
    first = values(results[0], headline)
    means = [with_interval(headline, interval(values(each, headline))) for each in results]
    others = [difference_in_words(headline, paired(first, values(each, headline))) for each in results[1:]]
    return Line(headline, means, others)


def with_interval(headline: Headline, found: Interval) -> str:
    if not found.half_width:  # of a single seed, which cannot say how far chance has moved it
        return headline.shown(found.mean)
    return f"{headline.shown(found.mean)} ± {headline.shown(found.half_width)}"


def plots(
    variants: Sequence[Variant],
    results: Sequence[Sequence[Result]],
    headlines: Sequence[Headline] = HEADLINES,
) -> list[Plot]:
    """A chart of each of these headlines that is not the same everywhere."""
    found = []
    for headline in headlines:
        means = [interval(values(each, headline)) for each in results]
        if len(set(means)) > 1:
            names = [variant.label for variant in variants]
            found.append(
                Plot(str(headline.label), charts.with_intervals("", str(headline.label), names, means))
            )
    return found
