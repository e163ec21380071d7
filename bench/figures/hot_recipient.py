"""P6: eight processes that invite one member at the same time, against eight that invite whomever (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bench import people, worker
from bench.measure import Slice, Variant, time_calls
from bench.pairs import Pairs
from bench.run import Row, Run
from invitations.models import Invitation
from network.members.models import Member

MEMBERS, SENDERS, SENDS = 10_000, 8, 4
Keys = list[tuple[int, int]]


def measure(run: Run) -> Iterator[Row]:
    name = run.databases.network(MEMBERS)
    people.allow_everything()
    pairs = Pairs()
    hot = Member.objects.create_user("hot@example.org", name="Hot Recipient")
    senders = iter(Member.objects.exclude(pk=hot.pk).order_by("-pk").values_list("pk", flat=True))

    def everybody_invites_one(number: int) -> Keys:
        return [(next(senders), hot.pk) for _number in range(number)]

    def everybody_invites_another(number: int) -> Keys:
        return [(sender.pk, recipient.pk) for sender, recipient in pairs.draw(number)]

    with worker.running(SENDERS, run.databases.path(name)) as workers:
        times = run.in_turn(
            Variant("one", partial(send_all, workers, everybody_invites_one)),
            Variant("another", partial(send_all, workers, everybody_invites_another)),
            size=SENDERS * SENDS,
        )
    one, another = times["one"], times["another"]
    yield run.slowdown("throughput of one recipient, against many", "≥ 0.85", another, one)
    yield run.tail("p99 of one recipient, as a multiple of many", "≤ 1.5", one, another, 99)


def send_all(workers: worker.Workers, draw: Callable[[int], Keys], number: int) -> Slice:
    """All processes send their share at the same time. Each sends one after the other, so its waiting is its throughput."""
    keys = draw(number)
    shares = [[keys[start::SENDERS]] for start in range(SENDERS) if keys[start::SENDERS]]
    workers.call(load, shares)
    seconds = [each for part in workers.call(send_loaded, [[]] * len(shares)) for each in part]
    return Slice(seconds, seconds)


loaded: list[tuple[Member, Member]] = []


def load(keys: Keys) -> None:
    """In a worker: fetch the members of the next slice."""
    members = Member.objects.in_bulk({key for pair in keys for key in pair})
    loaded[:] = [(members[sender], members[recipient]) for sender, recipient in keys]


def send_loaded() -> list[float]:
    """In a worker: send, and return the wall time of each."""
    return time_calls([partial(Invitation.objects.send, *pair, people.NOTE) for pair in loaded]).wall
