"""What happened in a town, read from its database when its days are over. All of it is JSON: numbers and short lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import networkx
from django.db.models import F

from invitations.models import Allowance, Delivery, Invitation, InvitationEvent, Reception
from network.members.models import Connection
from network.simulation.world import World
from notifications.choices import Kind
from notifications.models import Outbox

Event = InvitationEvent.Kind
WEEKLY = {
    "sent": Event.SENT, "followed_up": Event.FOLLOWED_UP, "accepted": Event.ACCEPTED, "replied": Event.REPLIED,
    "ignored": Event.IGNORED, "refused": Event.REFUSED, "reported": Event.REPORTED, "withdrawn": Event.WITHDRAWN,
    "closed": Event.CLOSED, "undelivered": Event.NOT_DELIVERED,
}  # fmt: skip
MAILS = (
    Kind.INVITATION,
    Kind.FOLLOW_UP,
    Kind.REMINDER,
    Kind.ACCEPTED,
    Kind.REPLY,
    Kind.MESSAGE,
    Kind.JOIN,
    Kind.JOIN_REMINDER,
)
CAUSES = {
    Delivery.Outcome.REFUSED, Delivery.Outcome.BLOCKED, Delivery.Outcome.WRONG_ADDRESS, Delivery.Outcome.HELD,
    Delivery.Outcome.TOLD_LATELY,
}  # fmt: skip
"""Why something was silently not delivered although its sender believes that it was."""
LONGEST = 30
"""Days up to which the days to an answer are counted one by one."""

Result = dict[str, Any]


def measure(world: World) -> Result:
    """Everything that the report and the files of numbers are made from."""
    weekly = _weekly(world)
    restricted = _restricted(world)
    answers = _days_to_acceptance()
    mails = _mails(world)
    undelivered = _undelivered(world)
    network = _network(world)
    result = {
        "weekly": weekly, "days_to_acceptance": _histogram(answers), "mails": mails,
        "brought": _brought(), "undelivered": undelivered, "restricted": restricted,
        "allowance": _allowance(world), "network": network,
    }  # fmt: skip
    return result | {"headline": _headline(world, result, answers)}


def _week(world: World, at: datetime) -> int:
    return (at - world.start) // timedelta(days=7)


def _by_week(world: World, moments: Iterable[Any]) -> list[int]:
    """How many of these moments are in each week."""
    counts = Counter(_week(world, at) for at in moments)
    return [counts[week] for week in range(world.weeks)]


def _weekly(world: World) -> dict[str, list[int]]:
    moments: dict[str, list[datetime]] = defaultdict(list)
    for kind, at in InvitationEvent.objects.values_list("kind", "at"):
        moments[kind].append(at)
    return {name: _by_week(world, moments[kind]) for name, kind in WEEKLY.items()}


def _days_to_acceptance() -> list[float]:
    """Days from the first delivery to the acceptance, sorted."""
    accepted = Reception.objects.filter(invitation__accepted_at__gte=F("delivered_at"))
    days = accepted.annotate(wait=F("invitation__accepted_at") - F("delivered_at")).values_list(
        "wait", flat=True
    )
    return sorted(each / timedelta(days=1) for each in days)


def _histogram(days: list[float]) -> list[int]:
    """How many took less than one day, one, two …; the last number is of `LONGEST` days and more."""
    counts = Counter(min(int(each), LONGEST) for each in days)
    return [counts[day] for day in range(LONGEST + 1)]


def _mails(world: World) -> dict[str, list[int]]:
    sent = Outbox.objects.filter(sent_at__isnull=False, kind__in=MAILS)
    moments: dict[str, list[Any]] = defaultdict(list)
    for kind, at in sent.values_list("kind", "sent_at"):
        moments[kind].append(at)
    return {kind.value: _by_week(world, moments[kind]) for kind in MAILS}


def _brought() -> dict[str, list[int]]:
    """Acceptances after so many reminders, and after so many follow-ups."""
    accepted = Reception.objects.filter(invitation__accepted_at__gte=F("delivered_at"))
    rows = list(accepted.values_list("reminders_sent", "redeliveries"))
    return {
        "reminders": _counted(reminders for reminders, _follow_ups in rows),
        "follow_ups": _counted(follow_ups for _reminders, follow_ups in rows),
    }


def _counted(numbers: Iterable[int]) -> list[int]:
    """How many are 0, 1, 2 …"""
    counts = Counter(numbers)
    return [counts[number] for number in range(max(counts, default=0) + 1)]


def _undelivered(world: World) -> dict[str, dict[str, int]]:
    """Silent non-deliveries by cause, of spammers and of honest people."""
    found: dict[str, dict[str, int]] = {cause.value: {"honest": 0, "spammers": 0} for cause in sorted(CAUSES)}
    rows = Delivery.objects.filter(
        outcome__in=CAUSES, kind__in=[Delivery.Kind.INVITATION, Delivery.Kind.FOLLOW_UP]
    )
    for outcome, sender in rows.values_list("outcome", "invitation__sender"):
        found[outcome]["spammers" if world.person(sender).kind.spammer else "honest"] += 1
    return found


def _restricted(world: World) -> list[dict[str, Any]]:
    """The first restriction of each person: the day, their kind, and whether they are a spammer."""
    first: dict[int, dict[str, Any]] = {}
    for member, at in (
        Outbox.objects.filter(kind=Kind.RESTRICTED).order_by("pk").values_list("member", "created_at")
    ):
        person = world.person(member)
        day = (at - world.start) // timedelta(days=1)
        first.setdefault(
            person.number, {"day": day, "kind": person.kind.name, "spammer": person.kind.spammer}
        )
    return list(first.values())


def _allowance(world: World) -> dict[str, dict[str, float]]:
    """By kind of people: units used by one of them on average and at most, and what was refused them."""
    used: dict[str, list[int]] = {kind.name: [] for kind in world.town.kinds}
    for member, units in Allowance.objects.values_list("pk", "used"):
        used[world.person(member).kind.name].append(units)
    members = Counter(person.kind.name for person in world.persons.values())
    return {
        name: {
            "mean": round(sum(units) / max(1, members[name]), 2),
            "most": max(units, default=0),
            "limit": world.refused[name, "limit"],
            "address_needed": world.refused[name, "address_needed"],
        }
        for name, units in used.items()
    }


def _network(world: World) -> dict[str, Any]:
    """Members and connections at the end of each week; degrees and clustering at the end of all."""
    graph = networkx.Graph()
    graph.add_nodes_from(world.persons)
    moments = []
    for owner, other, since in Connection.objects.filter(owner__lt=F("other")).values_list(
        "owner", "other", "since"
    ):
        graph.add_edge(owner, other)
        moments.append(since)
    joined = [member.joined_at for member in world.members.values() if member.joined_at]
    degrees = [degree for _member, degree in graph.degree()]
    return {
        "members": _running(_by_week(world, joined)),
        "connections": _running(_by_week(world, moments)),
        "degrees": _counted(degrees),
        "clustering": round(networkx.average_clustering(graph), 4) if degrees else 0.0,
    }


def _running(numbers: list[int]) -> list[int]:
    total, totals = 0, []
    for number in numbers:
        total += number
        totals.append(total)
    return totals


def _headline(world: World, result: Result, answers: list[float]) -> dict[str, float]:
    """The numbers that are compared between policies. See `headlines.py` for what each is."""
    weekly = {name: sum(numbers) for name, numbers in result["weekly"].items()}
    sent = max(1, weekly["sent"])
    mails = sum(map(sum, result["mails"].values()))
    spammers = sum(person.kind.spammer for person in world.persons.values())
    caught = [each for each in result["restricted"] if each["spammer"]]
    honest = sum(each["honest"] for each in result["undelivered"].values())
    return {
        "sent": weekly["sent"],
        "accepted_per_1000": round(1000 * weekly["accepted"] / sent, 3),
        "mails": mails,
        "mails_per_1000": round(1000 * mails / sent, 3),
        "reminders": sum(result["mails"][Kind.REMINDER.value]),
        "refused_per_1000": round(1000 * weekly["refused"] / sent, 3),
        "days_to_acceptance": round(median(answers), 3) if answers else 0.0,
        "switched_off": world.count_switched_off(),
        "honest_undelivered_per_1000": round(1000 * honest / max(1, _sent_by_honest(world)), 3),
        "honest_restricted": len(result["restricted"]) - len(caught),
        "spammers_restricted": len(caught),
        "share_of_spammers_caught": round(len(caught) / spammers, 4) if spammers else 0.0,
        "days_until_caught": round(median(each["day"] for each in caught), 2) if caught else 0.0,
        "connections": (result["network"]["connections"] or [0])[-1],
    }


def _sent_by_honest(world: World) -> int:
    honest = [member.pk for number, member in world.members.items() if not world.people[number].kind.spammer]
    return Invitation.objects.filter(sender__in=honest).count()
