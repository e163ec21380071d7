from __future__ import annotations

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.loadtest import edges, post, seeding

ANYWAY = "--invented-people-among-real-ones"


class Command(BaseCommand):
    help = (
        "A synthetic network for measuring: invented people, g1-0 and on by handle, with connections among them. "
        "The first five are hubs. What is there already stays: a run that was stopped goes on where it was, and "
        "other figures make it grow. The same figures make the same network in an empty database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--members", type=int, default=10_000, help="how many people")
        parser.add_argument(
            "--connections", type=int, help="how many in all, not each [default: 10 a member]"
        )
        parser.add_argument(
            "--invitations", type=int, default=0, help="how many that wait, in all; hubs get more"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="of what is left to chance; a name of the network"
        )
        parser.add_argument("--password", help="one for them all; without it nobody can sign in as them")
        parser.add_argument(
            ANYWAY, dest="anyway", action="store_true", help="where SITE_URL is no loopback address"
        )

    def handle(self, **chosen: Any) -> None:
        members, connections = chosen["members"], chosen["connections"]
        if connections is None:
            connections = min(members * 10, edges.most(members))
        self._refuse_where_wrong(members, connections, chosen)
        self.begun = time.monotonic()
        try:
            for there in seeding.grow(members, connections, chosen["seed"], chosen["password"]):
                self._say("people", there, members)
            for sent in post.write(chosen["invitations"], chosen["seed"]):
                self._say("invitations", sent, chosen["invitations"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped; what is there stays, and the same command goes on with it.")
        finally:
            seeding.count_connections(chosen["seed"])
        seeding.gather_statistics()
        self._sum_up(chosen["seed"])

    def _refuse_where_wrong(self, members: int, connections: int, chosen: dict[str, Any]) -> None:
        if not settings.IS_LOCAL and not chosen["anyway"]:
            raise CommandError(f"This is no place for invented people: SITE_URL is public. Or say {ANYWAY}.")
        if members < 2 or chosen["invitations"] < 0 or chosen["seed"] < 0:
            raise CommandError("At least two members, and no figure below zero.")
        if not 0 <= connections <= edges.most(members):
            raise CommandError(f"So many members can have 0 to {edges.most(members):,} connections here.")

    def _say(self, what: str, done: int, whole: int) -> None:
        self.stdout.write(f"{time.monotonic() - self.begun:7.1f} s  {done:,} of {whole:,} {what}")

    def _sum_up(self, seed: int) -> None:
        first = [f"{hub.handle} {hub.degree:,}" for hub in seeding.seeded(seed)[: edges.HUBS]]
        self.stdout.write(
            f"{seeding.seeded(seed).count():,} people. Connections of the first: {', '.join(first)}."
        )
