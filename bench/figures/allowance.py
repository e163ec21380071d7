"""P7: eight processes send for one member whose allowance ends in between: exactly as many invitations as it allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import OperationalError

from bench import people, worker
from bench.pairs import Pairs
from bench.run import Row, Run
from invitations.errors import LimitReached
from invitations.models import Allowance, Invitation
from network.members.models import Member

MEMBERS, SENDERS, SENDS, ALLOWED = 1000, 8, 3, 10
ROUNDS, FEW_ROUNDS = 100, 10


def measure(run: Run) -> Iterator[Row]:
    name = run.databases.network(MEMBERS)
    people.allow_everything()
    rounds, wrong, errors = FEW_ROUNDS if run.quick else ROUNDS, 0, 0
    pairs = Pairs()
    with worker.running(SENDERS, run.databases.path(name)) as workers:
        for number in range(rounds):
            sender = Member.objects.create_user(f"sender{number}@example.org", name="Eager Sender")
            Allowance.objects.filter(pk=sender.pk).update(limit=ALLOWED, weekly_limit=ALLOWED)
            recipients = [recipient.pk for _sender, recipient in pairs.draw(SENDERS * SENDS)]
            shares = [[sender.pk, recipients[start::SENDERS]] for start in range(SENDERS)]
            outcomes = sum((Counter(found) for found in workers.call(send_all, shares)), Counter())
            sent = Invitation.objects.filter(sender=sender).count()
            wrong += not sent == outcomes["sent"] == ALLOWED
            errors += outcomes["error"]
            run.progress(f"round {number + 1} of {rounds}")
    yield Row(f"of {rounds} rounds, those with more or fewer than allowed", "0", wrong)
    yield Row("database locked, or another error", "0", errors)


def send_all(sender_pk: int, recipient_pks: list[int]) -> dict[str, int]:
    """In a worker: send to each, and count what came of it."""
    sender, outcomes = Member.objects.get(pk=sender_pk), Counter()
    for recipient in Member.objects.filter(pk__in=recipient_pks):
        outcomes[outcome(sender, recipient)] += 1
    return dict(outcomes)


def outcome(sender: Member, recipient: Member) -> str:
    try:
        Invitation.objects.send(sender, recipient)
    except LimitReached:
        return "limit"
    except OperationalError:
        return "error"
    return "sent"
