"""Two people, and the states of an invitation between them from which a verb can begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.adapter import get_adapter

from invitations.models import (
    Batch,
    Delivery,
    Invitation,
    Reception,
    Report,
)
from invitations.worker import delivery
from network.members.models import Member
from notifications import outbox_worker
from notifications.models import Outbox
from tests.conftest import FrozenTime, invite, reception_of, work

ADDRESS = "dora@example.net"
Verb = Callable[[], object]


@dataclass
class TwoMembers:
    """Anna and Bruno. Each method brings an invitation, or what belongs to it, into a state and returns it."""

    anna: Member
    bruno: Member
    clock: FrozenTime

    def invited(self) -> Invitation:
        """Anna's invitation, which Bruno has received."""
        return invite(self.anna, self.bruno, "We met in Parma.")

    def received(self) -> Reception:
        return reception_of(self.invited())

    def replied(self) -> Invitation:
        invitation = self.invited()
        reception_of(invitation).reply("Was it there?")
        return invitation

    def ignored(self) -> Reception:
        reception = self.received()
        reception.ignore()
        return reception

    def refused(self) -> Reception:
        reception = self.ignored()
        reception.say_unknown()
        return reception

    def report(self) -> Report:
        self.received().report("spam")
        return Report.objects.get()

    def batch(self) -> Batch:
        return Batch.objects.submit(self.anna, [ADDRESS, "elio@example.net"])

    def sent_but_not_delivered(self) -> int:
        """The key of the delivery."""
        Invitation.objects.send(self.anna, self.bruno)
        return Delivery.objects.get().pk

    def merged(self) -> Invitation:
        """Anna's invitation to Bruno, into which one to his address was merged."""
        invitation = self.invited()
        Invitation.objects.send_to_address(self.anna, self.bruno.email)
        work()
        return invitation

    def outbox_row(self) -> Outbox:
        """An e-mail to Bruno that a worker has claimed."""
        Invitation.objects.send(self.anna, self.bruno)
        delivery.deliver_all()
        row = Outbox.objects.get(member=self.bruno)
        assert outbox_worker._claim(row.pk)
        return Outbox.objects.select_related("member", "invitation__sender").get(pk=row.pk)

    def account_row(self) -> Outbox:
        """An account e-mail to Anna that a worker has claimed."""
        context = {"user": self.anna, "password_reset_url": "https://example.org/"}
        get_adapter().send_mail("account/email/password_reset_key", self.anna.email, context)
        row = Outbox.objects.get(kind="account")
        assert outbox_worker._claim(row.pk)
        return Outbox.objects.get(pk=row.pk)
