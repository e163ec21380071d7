"""What is printed about a load test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median, quantiles

from tests.load.run import Responses


def times(responses: Responses) -> Iterator[str]:
    """A line for each kind of request, and one for all."""
    yield f"\n{'':24}{'requests':>9}{'p50':>8}{'p99':>8} ms  status codes"
    everything = [each for some in responses.values() for each in some]
    for name, some in [*sorted(responses.items()), ("all", everything)]:
        values, statuses = [ms for _status, ms in some], Counter(status for status, _ms in some)
        last = quantiles(values, n=100)[98] if len(values) > 1 else values[0]
        yield f"{name:24}{len(some):9}{median(values):8.0f}{last:8.0f}     {dict(statuses)}"


def cpu(requests: int, spent: dict[str, float]) -> Iterator[str]:
    """A line for each kind of service with the CPU time that it has spent on so many requests."""
    for name, seconds in [*spent.items(), ("all", sum(spent.values()))]:
        yield f"{name:24}{seconds:8.1f} s CPU{1000 * seconds / requests:8.1f} ms for each request"


def memory(moments: dict[str, list[float]]) -> Iterator[str]:
    for moment, sizes in moments.items():
        yield f"web processes {moment:10}{', '.join(f'{size:.1f}' for size in sizes)} MiB"


def mails(before: int, seconds: float, during: int) -> Iterator[str]:
    """`before` is how many left before the members came, for `seconds` of CPU time of the workers."""
    yield f"{during} e-mails sent; before, {before} with {1000 * seconds / before:.1f} ms CPU of the workers for each"
