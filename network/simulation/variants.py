"""The towns that one run compares: the town of the file, another one, or the same with other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from invitations.policy import InvalidNumber, Policy
from network.simulation.town import Town

TOGETHER = {"restriction": ("restriction_min", "restriction_max")}
"""Names that stand for several numbers with one value: with both the threshold is not drawn."""


@dataclass(frozen=True)
class Variant:
    """A town with the label that tells it from the others."""

    label: str
    town: Town


def compared(town: Town, other: Town | None) -> list[Variant]:
    """The town, and the one that it is compared with."""
    return [Variant(each.name, each) for each in (town, other) if each]


def swept(town: Town, name: str, values: Sequence[str]) -> list[Variant]:
    """The town with each value of one number of the policy. Raises `InvalidNumber`."""
    return [
        Variant(f"{name} = {value or '–'}", replace(town, policy=changed(town.policy, name, value)))
        for value in values
    ]


def changed(numbers: Policy, name: str, value: str) -> Policy:
    """The policy with another value of this number, or of those that the name stands for. Raises `InvalidNumber`."""
    names = TOGETHER.get(name, (name,))
    strings = {each.name: ",".join(map(str, each.values)) for each in numbers.numbers()}
    if unknown := [each for each in names if each not in strings]:
        raise InvalidNumber(unknown[0], "is no number of the policy.")
    return Policy.from_strings(strings | dict.fromkeys(names, value))
