"""The races. A scenario prepares the data of two members and returns the verbs that run at once.

`events` is the number of events in a round, by kind; "accepted or withdrawn" share one number. `unlocked=False` says that
unlocked_verbs.py has no version of it. A scenario with `rare=4` runs in a quarter of the rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import F
from django.test import Client

from invitations.models import Allowance, Batch, Delivery, Invitation, InvitationEvent, Reception
from invitations.worker import batches, schedule
from invitations.worker import delivery as worker_delivery
from network import clock
from network.members.models import Member
from notifications.models import Outbox
from tests.races.thread_pool import SIZE, Verb, people

Play = Callable[[Any, Member, Member], list[Verb]]


@dataclass(frozen=True)
class Scenario:
    play: Play
    events: dict[str, int]
    has_unlocked: bool
    rare: int

    def __str__(self) -> str:
        return self.play.__name__

    def miscounted(self, rounds: int) -> list[str]:
        """A sentence for every kind of event whose number is not the expected one."""
        return [
            f"{number} × {kinds} in {rounds} rounds"
            for kinds, expected in self.events.items()
            if (number := InvitationEvent.objects.filter(kind__in=kinds.split(" or ")).count())
            != expected * rounds
        ]


SCENARIOS: list[Scenario] = []


def scenario(unlocked: bool = True, rare: int = 1, **events: int) -> Callable[[Play], Play]:
    def register(play: Play) -> Play:
        events_by_kind = {kinds.replace("_or_", " or "): number for kinds, number in events.items()}
        SCENARIOS.append(Scenario(play, events_by_kind, unlocked, rare))
        return play

    return register


def delivered_reception(sender: Member, recipient: Member) -> Reception:
    Invitation.objects.send(sender, recipient)
    worker_delivery.deliver_all()
    return Reception.objects.select_related("invitation").get(sender=sender, member=recipient)


@scenario(sent=1)
def sending_four_times(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(verbs.send, anna, bruno)] * 4


@scenario(sent=1, accepted=1)
def crossing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(verbs.send, anna, bruno), partial(verbs.send, bruno, anna)] * 2


@scenario(accepted_or_withdrawn=1)
def accepting_and_withdrawing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    return [partial(verbs.accept, reception.pk), partial(verbs.withdraw, reception.invitation_id)]


@scenario(accepted=1)
def accepting_twice(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(verbs.accept, delivered_reception(anna, bruno).pk)] * 2


@scenario(unlocked=False, accepted=1)
def accepting_on_the_site_and_from_the_email(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = delivered_reception(anna, bruno).invitation
    site = partial(verbs.accept_on_the_site, invitation, signed_in_client(bruno))
    return [site, partial(verbs.accept_from_the_email, invitation, bruno)]


@scenario(unlocked=False, rare=2, accepted_or_withdrawn=3)
def bulk_accepting_and_bulk_withdrawing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    """Two requests of Bruno in opposite order, against two of his three senders."""
    others = people(2)
    invitations = [delivered_reception(sender, bruno).invitation for sender in (anna, *others)]
    calls: list[Verb] = [
        partial(verbs.bulk, signed_in_client(bruno), "accept", *rows)
        for rows in (invitations, invitations[::-1])
    ]
    for row in invitations[:2]:
        calls.append(partial(verbs.bulk, signed_in_client(row.sender), "withdraw", row))
    return calls


@scenario(accepted=1)
def accepting_and_refusing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    reception.ignore()
    return [partial(verbs.say_unknown, reception.pk), partial(verbs.accept, reception.pk)]


@scenario(followed_up=1)
def following_up_four_times(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = delivered_reception(anna, bruno).invitation_id
    Invitation.objects.filter(pk=invitation).update(last_proposed_at=F("sent_at") - timedelta(days=8))
    return [partial(verbs.follow_up, invitation)] * 4


@scenario(replied=1)
def replying_four_times_with_one_nonce(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(verbs.reply, delivered_reception(anna, bruno).pk, "the same")] * 4


@scenario(sent=2)
def sending_eight_with_an_allowance_of_two(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    Allowance.objects.filter(pk=anna.pk).update(limit=2)
    return [partial(verbs.send, anna, other) for other in [bruno, *people(SIZE - 1)]]


@scenario(unlocked=False, rare=4, sent=4, mailed=1)
def three_workers_delivering_what_one_member_sends_again_and_again(
    verbs: Any, anna: Member, bruno: Member
) -> list[Verb]:
    def send_and_withdraw() -> None:
        for _ in range(3):
            Invitation.objects.send_to_address(anna, bruno.email).withdraw()
        Invitation.objects.send_to_address(anna, bruno.email)
        worker_delivery.deliver_all()

    return [send_and_withdraw, *[worker_delivery.deliver_all] * 3]


@scenario(sent=1)
def four_workers_sending_one_email(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = delivered_reception(anna, bruno).invitation
    return [partial(verbs.post, Outbox.objects.get(invitation=invitation).pk)] * 4


@scenario(unlocked=False, rare=4, sent=1, delivered=1)
def four_workers_making_one_delivery(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = Invitation.objects.send(anna, bruno)
    return [partial(worker_delivery.deliver, invitation.deliveries.get().pk)] * 4


@scenario(unlocked=False, rare=4, sent=5)
def four_workers_sending_one_batch(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    Batch.objects.submit(anna, [bruno.email, *(f"{anna.handle}.{n}@example.net" for n in range(4))])
    return [batches.job.run] * 4


@scenario(unlocked=False, rare=4, sent=2)
def two_workers_sending_two_batches_of_one_member(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    for _batch in range(2):
        Batch.objects.submit(anna, [f"{anna.handle}.{n}@example.net" for n in range(2)])
    return [batches.job.run] * 2


@scenario(unlocked=False, rare=4, delivered_or_not_delivered=1, withdrawn=1)
def delivering_and_withdrawing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = Invitation.objects.send(anna, bruno)
    delivery = invitation.deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(verbs.withdraw, invitation.pk)]


@scenario(unlocked=False, rare=4, sent=1, accepted=1)
def delivering_and_inviting_back(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivery = Invitation.objects.send(anna, bruno).deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(verbs.send, bruno, anna)]


@scenario(unlocked=False, rare=4, sent=2, accepted=1, closed=1)
def delivering_crossing_invitations_by_email(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    verbs.send_to_address(anna, bruno.email)
    verbs.send_to_address(bruno, anna.email)
    waiting = Delivery.objects.filter(outcome="").values_list("pk", flat=True)
    return [partial(worker_delivery.deliver, pk) for pk in waiting]


@scenario(unlocked=False, rare=4, accepted=1)
def accepting_and_reminding(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    Reception.objects.filter(pk=reception.pk).update(next_reminder_at=clock.now())
    return [partial(verbs.accept, reception.pk), schedule.remind]


@scenario(unlocked=False, rare=4, accepted=1)
def accepting_an_invitation_by_email_and_inviting_on_the_site(
    verbs: Any, anna: Member, bruno: Member
) -> list[Verb]:
    verbs.send_to_address(anna, bruno.email)
    worker_delivery.deliver_all()
    accept = partial(verbs.accept, Reception.objects.get(member=bruno).pk)
    return [accept, partial(verbs.send, anna, bruno)]


@scenario(unlocked=False, rare=4, accepted=1)
def accepting_and_crossing_beside_a_wrong_address(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    """Three rows of one pair, the oldest never delivered: locking them in different orders would be a deadlock."""
    Member.objects.filter(pk=bruno.pk).update(invitable_by=Member.InvitableBy.ADDRESS)
    bruno.refresh_from_db()
    Invitation.objects.send(anna, bruno, address="wrong@example.org")
    verbs.send_to_address(anna, bruno.email)
    worker_delivery.deliver_all()
    verbs.send_to_address(bruno, anna.email)
    crossing = partial(worker_delivery.deliver, Delivery.objects.get(outcome="").pk)
    return [crossing, partial(verbs.accept, Reception.objects.get(member=bruno).pk)]


@scenario(unlocked=False, rare=20, accepted=7)
def seven_acceptances_of_one_member(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    others = [bruno, *people(6)]
    lower, higher = others[::2], others[1::2]
    received = [delivered_reception(anna, other) for other in lower] + [
        delivered_reception(other, anna) for other in higher
    ]
    return [partial(verbs.accept, reception.pk) for reception in received]


@scenario(unlocked=False, rare=4, accepted=1, ended=1)
def each_removes_the_other(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivered_reception(anna, bruno).accept()
    return [partial(verbs.remove, anna, bruno), partial(verbs.remove, bruno, anna)]


@scenario(unlocked=False, accepted_or_blocked=1)
def accepting_and_blocking(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    """Two requests of Bruno."""
    reception = delivered_reception(anna, bruno)
    return [partial(verbs.accept, reception.pk), partial(verbs.block, bruno, anna)]


@scenario(unlocked=False, accepted_or_withdrawn=1)
def accepting_and_being_blocked(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(bruno, anna)
    return [partial(verbs.accept, reception.pk), partial(verbs.block, bruno, anna)]


@scenario(unlocked=False, rare=2)
def accepting_an_invitation_by_email_and_being_blocked(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    verbs.send_to_address(bruno, anna.email)
    worker_delivery.deliver_all()
    reception = Reception.objects.get(member=anna)
    return [partial(verbs.accept, reception.pk), partial(verbs.block, bruno, anna)]


@scenario(unlocked=False, delivered_or_not_delivered=1)
def delivering_and_blocking(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivery = Invitation.objects.send(anna, bruno).deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(verbs.block, bruno, anna)]


@scenario(unlocked=False, rare=2)
def sending_each_way_and_blocking(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    """Invitations that are sent and delivered during the block are ended as well."""
    deliveries = [partial(deliver_by_address, anna, bruno), partial(deliver_by_address, bruno, anna)]
    return [
        *deliveries,
        partial(verbs.send, anna, bruno),
        partial(verbs.send, bruno, anna),
        partial(verbs.block, bruno, anna),
    ]


@scenario(unlocked=False, rare=2, withdrawn=1)
def each_blocks_the_other(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivered_reception(anna, bruno)
    return [partial(verbs.block, bruno, anna), partial(verbs.block, anna, bruno)]


@scenario(unlocked=False, rare=2, accepted=1, ended=1)
def removing_and_blocking(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivered_reception(anna, bruno).accept()
    return [partial(verbs.remove, anna, bruno), partial(verbs.block, bruno, anna)]


@scenario(unlocked=False, withdrawn=1)
def reporting_and_withdrawing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    return [partial(verbs.report, reception.pk), partial(verbs.withdraw, reception.invitation_id)]


@scenario(unlocked=False, reported=1)
def reporting_twice_and_refusing(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    reception.ignore()
    return [*[partial(verbs.report, reception.pk)] * 2, partial(verbs.say_unknown, reception.pk)]


@scenario(unlocked=False, accepted=1)
def reporting_and_accepting(verbs: Any, anna: Member, bruno: Member) -> list[Verb]:
    reception = delivered_reception(anna, bruno)
    return [partial(verbs.report, reception.pk), partial(verbs.accept, reception.pk)]


def deliver_by_address(sender: Member, recipient: Member) -> None:
    typed = Invitation.objects.send_to_address(sender, recipient.email)
    worker_delivery.deliver(typed.deliveries.get().pk)


def signed_in_client(member: Member) -> Client:
    browser = Client()
    browser.force_login(member, backend="network.members.accounts.backends.AddressBackend")
    return browser
