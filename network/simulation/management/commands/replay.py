from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from invitations import policy_file
from invitations.policy import Policy
from network.common.toml_file import TomlFile, TomlFileError, TomlTable
from network.members.models import Member
from network.simulation.replay import ReplayResult, replay


class Command(BaseCommand):
    help = "Says what this site would have decided otherwise under other numbers. It reads the history and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--policy", type=Path, required=True, metavar="FILE", help="the numbers: manage.py policy --toml"
        )
        parser.add_argument(
            "--since", default="", metavar="DATE", help="count no decision before this day, as 2026-11-01"
        )
        parser.add_argument(
            "--member", default="", metavar="HANDLE", help="explain what differs for this member"
        )
        parser.add_argument("--json", action="store_true", help="the counts alone, with nobody's name")

    def handle(self, **options: Any) -> None:
        numbers, since, member = self._read(options)
        result = replay(numbers, since, member.pk if member else None)
        if options["json"]:
            self.stdout.write(json.dumps(result.summary(), indent=2, sort_keys=True))
            return
        self._write_counts(result)
        self._write_restricted(result)
        for which, each in result.lines:
            sentence = (
                _("only under the other numbers")
                if which == "other"
                else _("only under the numbers in force")
            )
            self.stdout.write(f"{each.day} {each.kind} {each.subject}: {each.outcome}, {sentence}")
        self.stdout.write(
            _("What people did is as it was recorded. What they would have done otherwise is not guessed.")
        )

    def _read(self, options: dict[str, Any]) -> tuple[Policy, datetime | None, Member | None]:
        """Raises `CommandError`."""
        try:
            file = TomlFile(options["policy"])
            numbers = policy_file.read(_table(file))
        except TomlFileError as error:
            raise CommandError(str(error)) from None
        day = parse_date(options["since"]) if options["since"] else None
        if options["since"] and day is None:
            raise CommandError(_("--since is a day, as 2026-11-01."))
        since = timezone.make_aware(datetime(day.year, day.month, day.day)) if day else None  # noqa: DTZ001
        member = Member.objects.filter(handle=options["member"]).first()
        if options["member"] and member is None:
            raise CommandError(_("No member has this handle."))
        return numbers, since, member

    def _write_counts(self, result: ReplayResult) -> None:
        keys = sorted({*result.recorded.counts, *result.in_force.counts, *result.other.counts})
        self.stdout.write(_("decision: recorded, decided again, under the other numbers"))
        for key in keys:
            tallies = (result.recorded, result.in_force, result.other)
            self.stdout.write(f"{key[0]}, {key[1]}: {', '.join(str(each.counts[key]) for each in tallies)}")
        unexplained = sum(map(abs, result.unexplained.values()))
        self.stdout.write(_("Recorded otherwise than decided again: %(number)d") % {"number": unexplained})
        for why, number in sorted(result.cannot_be_replayed.items()):
            self.stdout.write(_("Cannot be replayed, %(why)s: %(number)d") % {"why": why, "number": number})

    def _write_restricted(self, result: ReplayResult) -> None:
        """Who would have been restricted by one policy and not by the other, or on another day."""
        before, after = result.restricted_in_force, result.restricted
        differing = {pk for pk in before | after if before.get(pk) != after.get(pk)}
        handles = dict(Member.objects.filter(pk__in=differing).values_list("pk", "handle"))
        for pk in sorted(differing):
            words = {
                "handle": handles.get(pk, "–"),
                "before": before.get(pk, "–"),
                "after": after.get(pk, "–"),
            }
            self.stdout.write(
                _("Restricted: %(handle)s, under the numbers in force %(before)s, under the others %(after)s")
                % words
            )


def _table(file: TomlFile) -> TomlTable:
    """The table of the numbers, as `manage.py policy --toml` and towns have it; an empty one where there is none."""
    return TomlTable(file.data.get(policy_file.TABLE, {}), (policy_file.TABLE,), file)
