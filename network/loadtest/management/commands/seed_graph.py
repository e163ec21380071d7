from __future__ import annotations

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.loadtest import edges, invitations, seeding

ALLOW_PUBLIC = "--invented-people-among-real-ones"


class Command(BaseCommand):
    help = (
        "Creates a synthetic network for load tests: fake members with the handles g1-0, g1-1, … and connections. "
        "The first five are hubs. Existing rows are kept: an interrupted run continues, and larger numbers extend "
        "the network. The same numbers create the same network in an empty database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--members", type=int, default=10_000, help="number of members")
        parser.add_argument(
            "--connections", type=int, help="total number of connections [default: 10 per member]"
        )
        parser.add_argument(
            "--invitations", type=int, default=0, help="total number of pending invitations; hubs get more"
        )
        parser.add_argument("--seed", type=int, default=1, help="random seed, part of handles and addresses")
        parser.add_argument("--password", help="password of all members; without it sign-in is impossible")
        parser.add_argument(
            ALLOW_PUBLIC,
            dest="allow_public",
            action="store_true",
            help="allow a SITE_URL that is no loopback address",
        )

    def handle(self, **options: Any) -> None:
        members, connections = options["members"], options["connections"]
        if connections is None:
            connections = min(members * 10, edges.max_connections(members))
        self._validate(members, connections, options)
        self.started_at = time.monotonic()
        try:
            for created in seeding.create_members(members, connections, options["seed"], options["password"]):
                self._print_progress("people", created, members)
            seeding.analyze()
            for created in invitations.create_invitations(options["invitations"], options["seed"]):
                self._print_progress("invitations", created, options["invitations"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped; the same command continues.")
        finally:
            seeding.update_degrees(options["seed"])
        seeding.analyze()
        self._print_summary(options["seed"])

    def _validate(self, members: int, connections: int, options: dict[str, Any]) -> None:
        if not settings.IS_LOCAL and not options["allow_public"]:
            raise CommandError(f"SITE_URL is public: no fake members here without {ALLOW_PUBLIC}.")
        if members < 2 or options["invitations"] < 0 or options["seed"] < 0:
            raise CommandError("At least two members, and no number below zero.")
        if not 0 <= connections <= edges.max_connections(members):
            raise CommandError(
                f"{members:,} members can have 0 to {edges.max_connections(members):,} connections."
            )

    def _print_progress(self, noun: str, done: int, total: int) -> None:
        self.stdout.write(f"{time.monotonic() - self.started_at:7.1f} s  {done:,} of {total:,} {noun}")

    def _print_summary(self, seed: int) -> None:
        hubs = [f"{hub.handle} {hub.degree:,}" for hub in seeding.seeded_members(seed)[: edges.HUBS]]
        self.stdout.write(
            f"{seeding.seeded_members(seed).count():,} people. Connections of the hubs: {', '.join(hubs)}."
        )
