"""Kills this process with SIGKILL after the nth call of a chosen function."""

from __future__ import annotations

import os
import signal
from functools import wraps
from typing import Any

from django.core.mail import EmailMessage

from notifications import emails, outbox_worker, receivers

POINTS: dict[str, tuple[Any, str]] = {
    "outbox row written, invitation not committed": (receivers, "_queue_all"),
    "row claimed": (outbox_worker, "_claim"),
    "message built": (emails, "build"),
    "connected to the server": (outbox_worker, "_open"),
    "accepted by the server": (EmailMessage, "send"),
    "marked as sent": (outbox_worker, "_mark_sent"),
}
ACCEPTED = "accepted by the server"
ONCE_A_BATCH = {"outbox row written, invitation not committed", "row claimed"}
GROUP_SIZE = 2
"""So small that both workers have rows."""


def install(point: str, nth: str) -> None:
    """Replace the function of this point of POINTS."""
    outbox_worker.GROUP_SIZE = GROUP_SIZE
    owner, name = POINTS[point]
    function = getattr(owner, name)
    calls_left = [int(nth)]

    @wraps(function)
    def call_and_maybe_die(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        calls_left[0] -= 1
        if not calls_left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call_and_maybe_die)
