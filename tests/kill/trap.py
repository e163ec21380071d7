"""Kills this process, as a power cut would, when its work has come to a point for the nth time."""

from __future__ import annotations

import os
import signal
from functools import wraps
from typing import Any

from django.core.mail import EmailMessage

from notifications import emails, outbox_worker, receivers

POINTS: dict[str, tuple[Any, str]] = {
    "its outbox row is written and its invitation not committed": (receivers, "_queue"),
    "it is claimed": (outbox_worker, "_claim"),
    "it is built": (emails, "build"),
    "the server is there": (outbox_worker, "_open"),
    "the server has taken it": (EmailMessage, "send"),
    "it is noted as sent": (outbox_worker, "_mark_sent"),
}
ACCEPTED = "the server has taken it"


def lay(point: str, nth: str) -> None:
    owner, name = POINTS[point]
    whole = getattr(owner, name)
    left = [int(nth)]

    @wraps(whole)
    def deadly(*args: Any, **kwargs: Any) -> Any:
        done = response_snapshot(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, deadly)
