"""The parts of single figures that are logic: that raw twins, floors and counts do what their names say."""

from __future__ import annotations

import pytest

from bench import floor
from bench.pairs import Pairs
from bench.raw import RawVerbs
from bench.statements import count_statements
from invitations.models import Delivery, Invitation, InvitationEvent, Reception
from network.members.models import Connection, Member
from notifications.models import Outbox
from tests.bench.one_database import Cursor
from tests.conftest import invite

pytestmark = pytest.mark.django_db
IGNORED = {"id", "public_id", "key", "sent_at", "last_proposed_at", "at", "requested_at", "accepted_at", "news_at", "created_at", "next_at", "sender", "recipient", "low", "high", "invitation", "actor", "member", "address"}  # fmt: skip


@pytest.fixture
def raw(monkeypatch):
    monkeypatch.setattr("bench.raw.raw_cursor", Cursor)
    return RawVerbs()


def columns(row) -> dict[str, object]:
    """The columns of a row that do not say who and when."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in IGNORED
    }


def test_raw_sending_writes_the_rows_of_the_verb(raw, anna, bruno, carla):
    Invitation.objects.send(anna, bruno, "Hello")
    raw.send(anna, carla, "Hello")
    for model in (Invitation, InvitationEvent, Delivery):
        by_verb, by_hand = model.objects.order_by("pk")
        assert columns(by_verb) == columns(by_hand)
    anna.allowance.refresh_from_db()
    assert (anna.allowance.used, len(anna.allowance.recent)) == (2, 2)


def test_raw_accepting_writes_the_rows_of_the_verb(raw, anna, bruno, carla):
    first, second = (Reception.objects.get(invitation=invite(anna, other)) for other in (bruno, carla))
    Outbox.objects.all().delete()
    first.accept()
    raw.accept(second.pk, carla.pk, anna.pk, second.invitation_id)
    assert columns(Outbox.objects.first()) == columns(Outbox.objects.last())
    accepted = Invitation.objects.filter(status="accepted", accepted_at__isnull=False, news_at__isnull=False)
    assert accepted.count() == 2
    assert list(Connection.objects.filter(other=anna).values_list("owner", flat=True).order_by("owner")) == [
        bruno.pk,
        carla.pk,
    ]
    assert Member.objects.get(pk=anna.pk).degree == 2


def test_the_floor_is_the_page_byte_by_byte(client_for, anna, bruno, carla):
    invite(bruno, anna, "We met at the fair.")
    invite(carla, anna)
    page = client_for(anna).get("/invitations/").content.decode()
    made = floor.InboxFloor(page, anna.pk)
    assert floor.TOKEN.sub("", made.render("token")) == floor.TOKEN.sub("", page)
    Member.objects.filter(pk=bruno.pk).update(handle="bruno-bianchi")
    assert "/members/bruno-bianchi/" in made.render("token")


def test_statements_of_transactions_are_not_counted(anna):
    assert count_statements(lambda: Connection.objects.remove(anna, anna)) >= 1
    assert count_statements(lambda: None) == 0


def test_pairs_have_no_connection_and_come_once(anna, bruno, carla):
    Connection.objects.connect(anna, bruno)
    drawn = Pairs(first_distance=1).draw(10)
    assert {frozenset((a.pk, b.pk)) for a, b in drawn} == {
        frozenset((bruno.pk, carla.pk)),
        frozenset((anna.pk, carla.pk)),
    }
    assert len(drawn) == 2
