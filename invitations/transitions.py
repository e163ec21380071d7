"""The decorator of every verb: it runs in one transaction and is retried after a conflict with a concurrent verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError
from django.db import transaction as database_transaction

from invitations import signals
from invitations.errors import PolicyLimit
from network.common.constraints import violated_constraint

P = ParamSpec("P")
R = TypeVar("R")
MAX_TRIES = 3
RETRIED_CONSTRAINTS = {
    "block_pair_uq",
    "inv_one_live_per_pair",
    "inv_one_open_per_address",
    "members_connection_pkey",
    "message_nonce_uq",
    "message_number_uq",
    "reception_one_live_per_pair",
    "refusal_pair_uq",
}
"""Unique constraints that a concurrent verb may violate first: the second try sees what the first verb did."""


class Conflict(Exception):
    """A row has changed between reading and locking it; the verb is retried."""


def transition(verb: Callable[P, R]) -> Callable[P, R]:
    """Run the verb in one transaction. Retries after `Conflict` and after a violation of `RETRIED_CONSTRAINTS`.

    Where a number of the policy refuses it, what was done is rolled back, and the outermost verb announces that it was refused.
    """

    def retried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _failed_try in range(MAX_TRIES - 1):
            try:
                with database_transaction.atomic():
                    return verb(*args, **kwargs)
            except Conflict:
                continue
            except IntegrityError as error:
                if violated_constraint(error) not in RETRIED_CONSTRAINTS:
                    raise
        with database_transaction.atomic():
            return verb(*args, **kwargs)

    @wraps(verb)
    def announced(*args: P.args, **kwargs: P.kwargs) -> R:
        with _announcing_refusal(verb.__name__):
            return retried(*args, **kwargs)

    return announced


_is_inside: ContextVar[bool] = ContextVar("is_inside_verb", default=False)


@contextmanager
def _announcing_refusal(kind: str) -> Iterator[None]:
    """Announce that a number of the policy has refused this verb, unless it is part of another one."""
    if _is_inside.get():
        yield
        return
    token = _is_inside.set(True)
    try:
        yield
    except PolicyLimit as refusal:
        signals.verb_refused.send(sender=PolicyLimit, kind=kind, refusal=refusal)
        raise
    finally:
        _is_inside.reset(token)
