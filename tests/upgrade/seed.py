"""Fill an empty database with the demo data and a thousand generated members, the same rows each time.

Clock, keys and random numbers are fixed. Run by make_fixture.py in a process of its own.
"""

from __future__ import annotations

import os
import random
import secrets
import time
from datetime import UTC, datetime
from unittest import mock

import django
from django.core.management import call_command
from django.utils import timezone

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SEED_GRAPH_OPTIONS = ["--members=1000", "--connections=4000", "--invitations=1500", "--seed=1"]


def seed() -> None:
    random.seed(20261122)  # MIME boundaries of e-mails use it too
    with (
        mock.patch.object(timezone, "now", return_value=MOMENT),
        mock.patch.object(time, "time", MOMENT.timestamp),
        mock.patch.object(os, "urandom", random.randbytes),
        mock.patch.object(secrets, "choice", random.choice),
        mock.patch.object(secrets, "token_bytes", random.randbytes),
    ):
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("seed_demo")
        call_command("seed_graph", *SEED_GRAPH_OPTIONS)


if __name__ == "__main__":
    seed()
