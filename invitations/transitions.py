"""The decorator of every verb: it runs in one transaction and is retried after a conflict with a concurrent verb."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError
from django.db import transaction as database_transaction

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
    """Run the verb in one transaction. Retries after `Conflict` and after a violation of `RETRIED_CONSTRAINTS`."""

    @wraps(verb)
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

    return retried
