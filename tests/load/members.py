"""Run as a program of the product: a network, and members with full lists who are signed in, printed as JSON."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import Any

import django

django.setup(set_prefix=False)

from django.core.management import call_command  # noqa: E402

from bench import people  # noqa: E402
from bench.browser import sign_in  # noqa: E402
from network.loadtest.management.commands.seed_graph import ALLOW_PUBLIC  # noqa: E402
from network.members.models import Member  # noqa: E402

MEMBERS, CONNECTIONS, INVITATIONS, ROWS = 1000, 10_000, 1000, 10


def prepare(number: int) -> dict[str, Any]:
    """A network, of which so many members have 10 invitations in each list: its size, and their session keys."""
    sizes = {"members": MEMBERS, "connections": CONNECTIONS, "invitations": INVITATIONS}
    call_command("seed_graph", ALLOW_PUBLIC, **sizes, verbosity=0, stdout=StringIO())
    members = Member.objects.filter(handle__in=[f"g1-{100 + each}" for each in range(number)])
    for member in members:
        people.fill_lists(member, ROWS)
    return {"people": MEMBERS, "sessions": [sign_in(member) for member in members]}


if __name__ == "__main__":
    json.dump(prepare(int(sys.argv[1])), sys.stdout)
