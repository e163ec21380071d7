"""Deliveries with nothing between the two members are decided in batches, as one by one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from invitations.models import Block, Delivery, Invitation, InvitationEvent, Reception, Refusal
from invitations.models.pair import pair_columns
from invitations.worker import delivery, plain_deliveries
from network import clock as product_clock
from network.members.models import Connection
from notifications import receivers
from notifications.models import Outbox
from tests.conftest import mails, work
from tests.factories import MemberFactory
from tests.privacy.savepoints import reset_sequences, rolled_back

pytestmark = pytest.mark.every_case

NUMBER = 10


def send(anna, *members):
    return [Invitation.objects.send(anna, member, "We met in Rome.") for member in members]


def keys():
    return list(Delivery.objects.filter(outcome="").order_by("pk").values_list("pk", flat=True))


def test_a_delivery_of_a_batch_takes_eight_statements_at_most(db):
    for anna in MemberFactory.create_batch(NUMBER):
        send(anna, MemberFactory())
    with CaptureQueriesContext(connection) as queries:
        assert delivery.deliver_all() == NUMBER
    assert len(queries) <= 2 * NUMBER


def test_one_task_wakes_the_worker_for_a_batch(anna):
    send(anna, *MemberFactory.create_batch(NUMBER))
    DBTaskResult.objects.all().delete()
    delivery.job.run()
    assert DBTaskResult.objects.count() == 1


def rows_of(model, *left_out):
    columns = [f.attname for f in model._meta.fields if f.attname not in ("id", "public_id", *left_out)]
    return list(model.objects.order_by(*columns).values(*columns))


def state_after(decide):
    with rolled_back():
        reset_sequences()
        decide()
        return [rows_of(model) for model in (Delivery, Reception, InvitationEvent, Outbox)]


def test_a_batch_does_what_is_done_one_by_one(anna):
    send(anna, *MemberFactory.create_batch(3))
    in_batch = state_after(lambda: plain_deliveries.deliver(keys()))
    assert in_batch == state_after(lambda: [delivery.deliver(pk) for pk in keys()])
    assert [len(rows) for rows in in_batch] == [3, 3, 9, 3]


def _nothing(anna, bruno):
    """The only one that is plain."""


def _refused(anna, bruno):
    Refusal.objects.create(refuser=bruno, refused=anna, at=product_clock.now())


def _refuses(anna, bruno):
    Refusal.objects.create(refuser=anna, refused=bruno, at=product_clock.now())


def _blocked(anna, bruno):
    Block.objects.create(blocker=bruno, blocked=anna, at=product_clock.now())


def _blocks(anna, bruno):
    Block.objects.create(blocker=anna, blocked=bruno, at=product_clock.now())


def _connected(anna, bruno):
    Connection.objects.connect(anna, bruno)


def _received(anna, bruno):
    """An earlier invitation of hers has reached him, and has ended."""
    now = product_clock.now()
    earlier = Invitation.objects.create(
        sender=anna, recipient=bruno, status="withdrawn", sent_at=now, last_proposed_at=now, closed_at=now,
        **pair_columns(anna, bruno),
    )  # fmt: skip
    Reception.receive(earlier, bruno, now, "", ended_at=now)


def _is_received(anna, bruno):
    """He has invited her by e-mail, and it was delivered."""
    Invitation.objects.send_to_address(bruno, anna.email)
    delivery.deliver(Delivery.objects.latest("pk").pk)


def _invites_non_members(anna, bruno):
    Invitation.objects.send_to_address(anna, "somebody@example.net")
    delivery.deliver(Delivery.objects.latest("pk").pk)


def _withdrawn(anna, bruno):
    Invitation.objects.get().withdraw()


def _sender_is_inactive(anna, bruno):
    type(anna).objects.filter(pk=anna.pk).update(is_active=False)


def _recipient_is_inactive(anna, bruno):
    type(anna).objects.filter(pk=bruno.pk).update(is_active=False)


def _has_not_joined(anna, bruno):
    type(anna).objects.filter(pk=bruno.pk).update(joined_at=None)


STATES = [
    _nothing, _refused, _refuses, _blocked, _blocks, _connected, _received, _is_received, _invites_non_members,
    _withdrawn, _sender_is_inactive, _recipient_is_inactive, _has_not_joined,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_what_is_between_two_members_is_decided_one_by_one(anna, bruno, state):
    (invitation,) = send(anna, bruno)
    pk = invitation.deliveries.get().pk
    state(anna, bruno)
    assert plain_deliveries.deliver([pk]) == ([pk] if state == _nothing else [])


def test_where_nobody_is_told_none_is_plain(anna, bruno, set_policy):
    set_policy(pair_mails_a_day=0)
    send(anna, bruno)
    assert plain_deliveries.deliver(keys()) == []


def test_after_an_error_in_a_batch_the_others_are_decided(anna, bruno, carla, monkeypatch):
    row = receivers._row

    def fail_for_bruno(kind, cause, member, *args, **options):
        if member == bruno:
            raise RuntimeError("broken")
        return row(kind, cause, member, *args, **options)

    monkeypatch.setattr(receivers, "_row", fail_for_bruno)
    send(anna, bruno, carla)
    work()
    assert (mails(bruno), len(mails(carla))) == ([], 1)
    assert Delivery.objects.get(invitation__recipient=bruno).attempts == 1
