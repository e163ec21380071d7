"""Keeps the frames of many calls in one piece of memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
SLOTS = 16_000
"""Of eight bytes each. CPython then takes a chunk of 256 KiB, half of which is left for the frames of other functions."""


def in_one_chunk(function: Callable[P, R]) -> Callable[P, R]:
    """The function itself, which from now on begins a new chunk of the call stack at each call.

    CPython keeps frames in chunks of 16 KiB and gives a chunk back to the operating system when its first frame returns.
    A loop at whose depth a chunk ends therefore maps and unmaps memory at each call: a page of twenty cards costs up to twice as
    much, depending on how deep the web server stands on the stack (https://github.com/python/cpython/issues/142183; fixed
    in Python 3.15, and late in 3.13 and 3.14). For the outermost function of long work.
    """
    function.__code__ = function.__code__.replace(co_stacksize=SLOTS)
    return function
