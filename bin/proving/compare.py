"""Finds what differs between two worlds, and says of which kind it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from proving.observations import SAME_MOMENT, Observation

NUMBER, LENGTH, CONTEXT = re.compile(r"\d+"), re.compile(r"(?<= )×\d+(?=›)"), 70
DAY = 24 * 60 * 60
Key = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """What tells: its kind, where it was seen, and an example of each world."""

    kind: str
    where: str
    nothing: str
    silence: str


def key(observation: Observation) -> Key:
    """Page and part, without the moment at which it was looked at."""
    return observation.label.partition(", ")[0], observation.part


def difference(nothing: Observation | None, silence: Observation | None) -> Finding | None:
    """None if a sender cannot tell them apart."""
    if nothing is None or silence is None:
        one = nothing or silence
        assert one
        return Finding(
            "text", one.label, str(nothing and nothing.text)[:200], str(silence and silence.text)[:200]
        )
    if nothing.text == silence.text and _same_moments(nothing.times, silence.times):
        return None
    return Finding(kind_of(nothing, silence), nothing.label, *_excerpts(nothing, silence))


def differences(nothing: list[Observation], silence: list[Observation]) -> list[tuple[Key, Finding]]:
    found = []
    for a, b in zip_longest(nothing, silence):
        if finding := difference(a, b):
            found.append((key(a or b), finding))
    return found


def kind_of(nothing: Observation, silence: Observation) -> str:
    if nothing.part != "body":
        return nothing.part
    a, b = nothing.text, silence.text
    if a == b:
        return "time of day"
    if _without(LENGTH, a) == _without(LENGTH, b):
        return "length"
    if _without(NUMBER, a) == _without(NUMBER, b):
        return "count"
    return "order" if sorted(_pieces(a)) == sorted(_pieces(b)) else "text"


def numbers(text: str) -> tuple[str, list[int]]:
    """The text without its numbers, and these."""
    return _without(NUMBER, text), [int(each) for each in NUMBER.findall(text)]


def counter_difference(nothing: Sequence[Observation], silence: Sequence[Observation]) -> Finding | None:
    """Of one page before and after the silence in each world: numbers may differ, if they grew by the same."""
    pages = [numbers(each.text) for each in (*nothing, *silence)]
    if len({words for words, _numbers in pages}) > 1:
        return None
    for a, b, c, d in zip(*(found for _words, found in pages), strict=True):
        if b - a != d - c:
            where = f"{nothing[1].label}, by how much it has grown"
            return Finding("number", where, f"from {a} to {b}", f"from {c} to {d}")
    return None


def are_counters(nothing: Observation, silence: Observation) -> bool:
    """Whether nothing but numbers differs."""
    same_words = numbers(nothing.text)[0] == numbers(silence.text)[0]
    return same_words and _same_moments(nothing.times, silence.times)


def _same_moments(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    apart = (abs(a - b) for a, b in zip(first, second, strict=False))
    return len(first) == len(second) and all(min(each, DAY - each) <= SAME_MOMENT for each in apart)


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text)


def _pieces(text: str) -> list[str]:
    return re.findall(r"<[^>]*>|[^<]+", text)


def _excerpts(nothing: Observation, silence: Observation) -> tuple[str, str]:
    """The first place that differs, in both."""
    a, b = nothing.text, silence.text
    if a == b:
        return _moments(nothing), _moments(silence)
    at = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    begin = max(0, at - CONTEXT)
    return a[begin : at + CONTEXT], b[begin : at + CONTEXT]


def _moments(observation: Observation) -> str:
    return ", ".join(f"{each // 3600:02}:{each // 60 % 60:02}" for each in observation.times)
