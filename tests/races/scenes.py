"""Who races whom. A scene sets the stage for two strangers and gives the verbs that are let go at once.

`moves` says how many moves take effect in a round, by kind of event: "accepted or withdrawn" share their number.
A scene that is `rare` runs only one in so many rounds.
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
from tests.races.ring import SIZE, Verb, people

Setting = Callable[[Any, Member, Member], list[Verb]]


@dataclass(frozen=True)
class Scene:
    play: Setting
    moves: dict[str, int]
    has_twin: bool
    rare: int

    def __str__(self) -> str:
        return self.play.__name__

    def miscounted(self, rounds: int) -> list[str]:
        """What took effect more or less often than it should have."""
        return [
            f"{number} × {kinds} in {rounds} rounds"
            for kinds, each in self.moves.items()
            if (number := InvitationEvent.objects.filter(kind__in=kinds.split(" or ")).count())
            != each * rounds
        ]


SCENES: list[Scene] = []


def scene(twin: bool = True, rare: int = 1, **moves: int) -> Callable[[Setting], Setting]:
    def entered(play: Setting) -> Setting:
        named = {kinds.replace("_or_", " or "): number for kinds, number in moves.items()}
        SCENES.append(Scene(play, named, twin, rare))
        return play

    return entered


def brought(sender: Member, recipient: Member) -> Reception:
    Invitation.objects.send(sender, recipient)
    worker_delivery.deliver_all()
    return Reception.objects.select_related("invitation").get(sender=sender, member=recipient)


@scene(sent=1)
def four_sendings(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(by.send, anna, bruno)] * 4


@scene(sent=1, accepted=1)
def crossing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(by.send, anna, bruno), partial(by.send, bruno, anna)] * 2


@scene(accepted_or_withdrawn=1)
def accepting_and_withdrawing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    return [partial(by.accept, here.pk), partial(by.withdraw, here.invitation_id)]


@scene(accepted=1)
def accepting_twice(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(by.accept, brought(anna, bruno).pk)] * 2


@scene(twin=False, accepted=1)
def accepting_on_the_site_and_from_the_email(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = brought(anna, bruno).invitation
    site = partial(by.accept_on_the_site, invitation, signed_in(bruno))
    return [site, partial(by.accept_from_the_email, invitation, bruno)]


@scene(twin=False, rare=2, accepted_or_withdrawn=3)
def accepting_several_and_withdrawing_several(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    """In the opposite order; two windows of Bruno's, and two of his three senders."""
    others = people(2)
    here = [brought(sender, bruno).invitation for sender in (anna, *others)]
    verbs: list[Verb] = [
        partial(by.several, signed_in(bruno), "accept", *rows) for rows in (here, here[::-1])
    ]
    for row in here[:2]:
        verbs.append(partial(by.several, signed_in(row.sender), "withdraw", row))
    return verbs


@scene(accepted=1)
def accepting_and_refusing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    here.ignore()
    return [partial(by.say_unknown, here.pk), partial(by.accept, here.pk)]


@scene(followed_up=1)
def four_follow_ups(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = brought(anna, bruno).invitation_id
    Invitation.objects.filter(pk=invitation).update(last_proposed_at=F("sent_at") - timedelta(days=8))
    return [partial(by.follow_up, invitation)] * 4


@scene(replied=1)
def four_replies_with_one_nonce(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    return [partial(by.reply, brought(anna, bruno).pk, "the same")] * 4


@scene(sent=2)
def eight_sendings_for_two_units(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    Allowance.objects.filter(pk=anna.pk).update(limit=2)
    return [partial(by.send, anna, other) for other in [bruno, *people(SIZE - 1)]]


@scene(sent=1)
def four_workers_with_one_mail(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = brought(anna, bruno).invitation
    return [partial(by.post, Outbox.objects.get(invitation=invitation).pk)] * 4


@scene(twin=False, rare=4, sent=1, delivered=1)
def four_workers_with_one_delivery(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = Invitation.objects.send(anna, bruno)
    return [partial(worker_delivery.deliver, invitation.deliveries.get().pk)] * 4


@scene(twin=False, rare=4, sent=5)
def four_workers_with_one_list(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    Batch.objects.submit(anna, [bruno.email, *(f"{anna.handle}.{n}@example.net" for n in range(4))])
    return [batches.job.run] * 4


@scene(twin=False, rare=4, sent=2)
def two_workers_with_two_lists_of_one_member(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    for _list in range(2):
        Batch.objects.submit(anna, [f"{anna.handle}.{n}@example.net" for n in range(2)])
    return [batches.job.run] * 2


@scene(twin=False, rare=4, delivered_or_not_delivered=1, withdrawn=1)
def delivering_and_withdrawing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    invitation = Invitation.objects.send(anna, bruno)
    delivery = invitation.deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(by.withdraw, invitation.pk)]


@scene(twin=False, rare=4, sent=1, accepted=1)
def delivering_and_inviting_back(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivery = Invitation.objects.send(anna, bruno).deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(by.send, bruno, anna)]


@scene(twin=False, rare=4, sent=2, accepted=1, closed=1)
def delivering_both_when_each_wrote_to_the_other(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    by.send_to_address(anna, bruno.email)
    by.send_to_address(bruno, anna.email)
    waiting = Delivery.objects.filter(outcome="").values_list("pk", flat=True)
    return [partial(worker_delivery.deliver, pk) for pk in waiting]


@scene(twin=False, rare=4, accepted=1)
def accepting_and_reminding(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    Reception.objects.filter(pk=here.pk).update(next_reminder_at=clock.now())
    return [partial(by.accept, here.pk), schedule.remind]


@scene(twin=False, rare=4, accepted=1)
def accepting_what_came_by_email_and_inviting_plainly(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    by.send_to_address(anna, bruno.email)
    worker_delivery.deliver_all()
    accept = partial(by.accept, Reception.objects.get(member=bruno).pk)
    return [accept, partial(by.send, anna, bruno)]


@scene(twin=False, rare=4, accepted=1)
def accepting_and_crossing_beside_a_wrong_address(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    """Three rows of one pair, the oldest of them never delivered: who locks them in another order meets a deadlock."""
    Member.objects.filter(pk=bruno.pk).update(invitable_by=Member.InvitableBy.ADDRESS)
    bruno.refresh_from_db()
    Invitation.objects.send(anna, bruno, address="wrong@example.org")
    by.send_to_address(anna, bruno.email)
    worker_delivery.deliver_all()
    by.send_to_address(bruno, anna.email)
    crossing = partial(worker_delivery.deliver, Delivery.objects.get(outcome="").pk)
    return [crossing, partial(by.accept, Reception.objects.get(member=bruno).pk)]


@scene(twin=False, rare=20, accepted=7)
def one_member_and_seven_acceptances(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    others = [bruno, *people(6)]
    lower, higher = others[::2], others[1::2]
    received = [brought(anna, other) for other in lower] + [brought(other, anna) for other in higher]
    return [partial(by.accept, here.pk) for here in received]


@scene(twin=False, rare=4, accepted=1, ended=1)
def each_removes_the_other(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    brought(anna, bruno).accept()
    return [partial(by.remove, anna, bruno), partial(by.remove, bruno, anna)]


@scene(twin=False, accepted_or_blocked=1)
def accepting_and_blocking(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    """In two windows of Bruno's."""
    here = brought(anna, bruno)
    return [partial(by.accept, here.pk), partial(by.block, bruno, anna)]


@scene(twin=False, accepted_or_withdrawn=1)
def accepting_and_being_blocked(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(bruno, anna)
    return [partial(by.accept, here.pk), partial(by.block, bruno, anna)]


@scene(twin=False, rare=2)
def accepting_what_came_by_email_and_being_blocked(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    by.send_to_address(bruno, anna.email)
    worker_delivery.deliver_all()
    here = Reception.objects.get(member=anna)
    return [partial(by.accept, here.pk), partial(by.block, bruno, anna)]


@scene(twin=False, delivered_or_not_delivered=1)
def delivering_and_blocking(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    delivery = Invitation.objects.send(anna, bruno).deliveries.get().pk
    return [partial(worker_delivery.deliver, delivery), partial(by.block, bruno, anna)]


@scene(twin=False, rare=2)
def sending_each_way_and_blocking(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    """What is sent at that moment is delivered at once: it ends all the same."""
    brought_at_once = [partial(brought_by_address, anna, bruno), partial(brought_by_address, bruno, anna)]
    return [
        *brought_at_once,
        partial(by.send, anna, bruno),
        partial(by.send, bruno, anna),
        partial(by.block, bruno, anna),
    ]


@scene(twin=False, rare=2, withdrawn=1)
def each_blocks_the_other(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    brought(anna, bruno)
    return [partial(by.block, bruno, anna), partial(by.block, anna, bruno)]


@scene(twin=False, rare=2, accepted=1, ended=1)
def removing_and_blocking(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    brought(anna, bruno).accept()
    return [partial(by.remove, anna, bruno), partial(by.block, bruno, anna)]


@scene(twin=False, withdrawn=1)
def reporting_and_withdrawing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    return [partial(by.report, here.pk), partial(by.withdraw, here.invitation_id)]


@scene(twin=False, reported=1)
def reporting_twice_and_refusing(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    here.ignore()
    return [*[partial(by.report, here.pk)] * 2, partial(by.say_unknown, here.pk)]


@scene(twin=False, accepted=1)
def reporting_and_accepting(by: Any, anna: Member, bruno: Member) -> list[Verb]:
    here = brought(anna, bruno)
    return [partial(by.report, here.pk), partial(by.accept, here.pk)]


def brought_by_address(sender: Member, recipient: Member) -> None:
    typed = Invitation.objects.send_to_address(sender, recipient.email)
    worker_delivery.deliver(typed.deliveries.get().pk)


def signed_in(member: Member) -> Client:
    browser = Client()
    browser.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return browser
