"""The time zones that members choose from, and what stands for a name that is old or unknown.

The lists come with the package `tzdata`: `zone.tab` has the zones of each country, `tzdata.zi` the old names ("L").
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files

from django.utils import timezone


def find_zone(name: str) -> tzinfo:
    """The zone of this name, or the site's own where it is not known here; a name may even be a folder there."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.get_default_timezone()


def start_of_day(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The first moment, in UTC, of the day that is so many calendar days after that of `moment` in this zone.

    Where clocks go forward at midnight the day begins at one o'clock.
    """
    day = moment.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@cache
def offered_zones() -> list[str]:
    """The names to choose from, in their order; no old ones."""
    rows = [line.split("\t") for line in _read("zone.tab") if not line.startswith("#")]
    return sorted({"UTC", *(row[2] for row in rows)})


def current_name(name: str) -> str:
    """The name that is offered for an old one, such as Asia/Kolkata for Asia/Calcutta; else the name itself."""
    return name if name in offered_zones() else _links().get(name, name)


@cache
def _links() -> dict[str, str]:
    rows = [line.split() for line in _read("tzdata.zi") if line.startswith("L ")]
    return {old: new for _link, new, old in rows}


def _read(name: str) -> list[str]:
    return files("tzdata.zoneinfo").joinpath(name).read_text().splitlines()
