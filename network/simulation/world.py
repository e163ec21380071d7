"""One seed of a town on a site of its own: its clock, its worker, and what its people come to know of."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

import simpy

from invitations import policy
from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.tasks import claim
from network import clock
from network.common import jobs
from network.common.queue import wake
from network.members.models import Connection, Member
from network.simulation import queue
from network.simulation.chance import Chance, days_until
from network.simulation.people import Person, populate
from network.simulation.town import Town
from notifications.choices import Kind
from notifications.models import EmailPreferences, Outbox

WORKER_DELAY = 5 / (24 * 60)
"""Days until the worker runs after something was proposed."""
TICKS_A_DAY = 4

Process = Generator[Any, Any, None]


class News(NamedTuple):
    """A row of the outbox about an invitation: what kind of e-mail, whether it was sent, to whom, and between whom.

    `reader` and `recipient` are keys of members, 0 where somebody is no member.
    """

    kind: str
    is_sent: bool
    address: str
    reader: int
    sender: int
    recipient: int
    invitation: int


Reaction = Callable[["World", News], None]


class World:
    """The people of a town on a site: who is a member, and what happens when. Times are days since the start.

    `reactions` is what people do with news of a kind; `after_worker` is called after each run of the worker.
    """

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, Chance(seed)
        self.people = populate(town, self.chance)
        self.by_address = {person.address: person for person in self.people}
        self.members: dict[int, Member] = {}
        self.persons: dict[int, Person] = {}
        self.connected: dict[int, set[int]] = defaultdict(set)
        self.invited: dict[int, set[int]] = defaultdict(set)
        self.touches: Counter[tuple[int, int, str]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.after_worker: list[Callable[[], None]] = []
        self.reactions: dict[str, Reaction] = {Kind.ACCEPTED: World._note_connection}
        self._last_row = 0
        self._worker_is_due = False
        self.start = datetime.combine(town.start, time(), UTC)
        self._environment = simpy.Environment()

    @property
    def day(self) -> float:
        return float(self._environment.now)

    @property
    def weeks(self) -> int:
        """How many weeks the days touch."""
        return math.ceil(self.town.days / 7)

    @property
    def moment(self) -> datetime:
        return self.start + timedelta(days=self.day)

    def wait(self, days: float) -> Any:
        """What a process yields to go on after so many days."""
        return self._environment.timeout(days)

    def begin(self, process: Process) -> None:
        self._environment.process(process)

    def run(self) -> None:
        """Live through all days of the town, under its policy."""
        with policy.using(self.town.policy), clock.frozen_at(self.start):
            for person in self.people:
                if person.joins_on == 0:
                    self._create_member(person)
            self._connect_acquaintances()
            self.begin(self._tick())
            self._environment.run(until=self.town.days)

    def is_member(self, person: Person) -> bool:
        return person.number in self.members

    def member(self, person: Person) -> Member:
        return self.members[person.number]

    def person(self, member_id: int) -> Person:
        return self.persons[member_id]

    def join(self, person: Person) -> None:
        """Open an account with the verified address; the worker then delivers what waits for it."""
        if not self.is_member(person):
            self.act(person, lambda: self._create_member(person))

    def act(self, person: Person, verb: Callable[[], object]) -> bool:
        """Let somebody do something now, and wake the worker. False, and counted with its reason, where it was refused."""
        refused = ""
        try:
            self.call(verb)
        except AddressNeeded:
            refused = "address_needed"
        except LimitReached:
            refused = "limit"
        except NotOpen:
            refused = "not_open"
        if refused:
            self.refused[person.kind.name, refused] += 1
        self._wake_worker()
        return not refused

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call code of the product, with its clock at this moment. Nothing else of the town calls it but to look."""
        with clock.frozen_at(self.moment):
            function(*arguments)

    def count_switched_off(self) -> int:
        """How many members have switched reminders off."""
        return EmailPreferences.objects.filter(reminders=False).count()

    def delay(self, person: Person, median: float, *name: object) -> float:
        """Days until somebody does something, drawn under this name."""
        return days_until(self.chance.stream(*name), median, person.kind.delay_spread)

    def _create_member(self, person: Person) -> None:
        member = Member.objects.create_user(
            person.address, name=person.name, handle=f"person-{person.number}"
        )
        self.members[person.number], self.persons[member.pk] = member, person
        if person.joins_on != 0:
            wake(claim, member.emailaddress_set.get().pk)

    def _connect_acquaintances(self) -> None:
        """Connections of the first day, from before the town is looked at."""
        stream = self.chance.stream("connected")
        for person in self.people:
            for other in sorted(number for number in person.knows if number > person.number):
                is_connected = stream.random() < self.town.connected
                if is_connected and person.number in self.members and other in self.members:
                    Connection.objects.connect(self.members[person.number], self.members[other])
                    self._mark_connected(person.number, other)

    def _note_connection(self, news: News) -> None:
        self._mark_connected(self.person(news.sender).number, self.person(news.recipient).number)

    def _mark_connected(self, one: int, other: int) -> None:
        self.connected[one].add(other)
        self.connected[other].add(one)

    def _tick(self) -> Process:
        while True:
            self.call(jobs.tick)
            self._run_worker()
            yield self.wait(1 / TICKS_A_DAY)

    def _wake_worker(self) -> None:
        if not self._worker_is_due and not queue.is_empty():
            self._worker_is_due = True
            self.begin(self._worker())

    def _worker(self) -> Process:
        yield self.wait(WORKER_DELAY)
        self._worker_is_due = False
        self._run_worker()

    def _run_worker(self) -> None:
        """Run every task that was woken, and those which they wake; then people learn of what it brought them."""
        while tasks := queue.take():
            for function, arguments in tasks:
                self.call(function, *arguments)
        self._notice()
        for look in self.after_worker:
            look()

    def _notice(self) -> None:
        """Give every new row of the outbox to what reacts to its kind, but those of what was not delivered."""
        rows = Outbox.objects.filter(pk__gt=self._last_row, kind__in=self.reactions).order_by("pk")
        columns = rows.exclude(key__startswith="undelivered:").values_list(
            "pk", "kind", "status", "address", "member", "invitation__sender", "invitation__recipient", "invitation",
        )  # fmt: skip
        for pk, kind, status, address, *keys in columns:
            self._last_row = pk
            news = News(kind, status == Outbox.Status.SENT, address, *(key or 0 for key in keys))
            self.reactions[kind](self, news)
