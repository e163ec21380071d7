from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction


class Conflict(Exception):
    """What was looked at has moved before it was locked: look again."""


P = ParamSpec("P")
R = TypeVar("R")
TRIES = 3


def transition(verb: Callable[P, R]) -> Callable[P, R]:
    """One transaction. When it loses a race (to a named constraint, say) it runs again, and sees what the winner did."""

    @wraps(verb)
    def moved(*args: P.args, **kwargs: P.kwargs) -> R:
        for _lost in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return verb(*args, **kwargs)
            except (IntegrityError, Conflict):
                continue
        with transaction.atomic():
            return verb(*args, **kwargs)

    return moved
