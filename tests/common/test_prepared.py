"""Prepared statements have the text and the results of the ORM's own."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from invitations.models import Block, Delivery, Invitation, InvitationEvent, Reception, statements
from invitations.models.pair import pair_columns
from network.common.prepared.reading import Select, SelectAndTest
from network.common.prepared.rows import new
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Update, insert, together, update_row
from network.members.models import Connection, Member
from network.members.models.connection import change_degrees, insert_both_directions
from notifications.models import Outbox
from tests.conftest import invite, reception_of

pytestmark = pytest.mark.every_case


def sql_of(call) -> list[str]:
    """The statements of a call, without savepoints; the types of constants are those of their columns either way."""
    with CaptureQueriesContext(connection) as queries:
        call()
    return [query["sql"].replace("::timestamptz", "") for query in queries if "SAVEPOINT" not in query["sql"]]


def columns(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_query_is_that_of_the_orm(anna, bruno):
    reception = reception_of(invite(anna, bruno, "Hello"))
    with transaction.atomic():
        own = Reception.objects.filter(member=bruno, pk=reception.pk).live().locked_with_invitation()
        own = own.defer(*statements.NOT_READ)
        prepared = lambda: statements.lock_live_reception(member=bruno.pk, pk=reception.pk)  # noqa: E731
        assert sql_of(prepared) == sql_of(lambda: list(own))
        (row,) = prepared()
    assert columns(row) == columns(own[0])
    assert columns(row.invitation.sender) == columns(anna.__class__.objects.get(pk=anna.pk))


def test_a_query_without_rows_returns_none(anna):
    by_handle = Select(lambda: Member.objects.filter(handle=Slot("handle")))
    assert by_handle(handle="anna") == [anna]
    assert by_handle(handle="bruno") == []


def test_a_query_can_be_executed_again_with_other_values(anna, bruno, clock):
    since = Select(lambda: Invitation.objects.filter(sent_at__gte=Slot("since")))
    invitation = Invitation.objects.send(anna, bruno)
    assert since(since=clock.now()) == [invitation]
    clock.move(seconds=1)
    assert since(since=clock.now()) == []


@pytest.mark.parametrize("handle", ["anna", "nobody"])
@pytest.mark.parametrize("name", ["Anna Ricci", "Nobody"])
def test_rows_and_a_test_in_one_query(anna, handle, name):
    by_handle, by_name = (
        Member.objects.filter(handle=Slot("handle")),
        Member.objects.filter(name=Slot("name")),
    )
    both = SelectAndTest(lambda: (by_handle, by_name))
    assert both(handle=handle, name=name) == ([anna] if handle == "anna" else [], name == "Anna Ricci")


def test_what_is_known_of_a_pair_is_that_of_the_orm(anna, bruno, clock):
    invite(anna, bruno)
    Invitation.objects.send_to_address(bruno, anna.email)
    Block.objects.create(blocker=anna, blocked=bruno, at=clock.now())
    for a, b in ((anna, bruno), (bruno, anna)):
        rows, blocked = statements.known_and_blocked(sender=a.pk, recipient=b.pk, **pair_columns(a, b))
        assert set(rows) == set(Invitation.objects.known_between(a, b))
        assert blocked is a.blocks.against(b).standing().exists()


def test_an_update_is_that_of_the_orm(anna, bruno):
    pair = Member.objects.filter(pk__in=[anna.pk, bruno.pk]).order_by("pk").select_for_update(no_key=True)
    rows = Member.objects.filter(pk__in=pair.values("pk"))
    expected = sql_of(lambda: rows.update(degree=F("degree") + 1))
    assert sql_of(lambda: change_degrees(a=anna.pk, b=bruno.pk, by=1)) == expected
    assert set(Member.objects.values_list("degree", flat=True)) == {2}


def test_an_update_returns_how_many_rows_it_has_changed(anna, bruno):
    rename = Update(lambda: (Member.objects.filter(pk__gte=Slot("pk")), {"about": Slot("about")}))
    assert (rename(pk=anna.pk, about="Hello"), rename(pk=bruno.pk + 1, about="")) == (2, 0)
    assert Member.objects.get(pk=bruno.pk).about == "Hello"


def test_writing_columns_is_that_of_save(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    invitation.note, invitation.ended_by = "It's 100 %", bruno
    expected = sql_of(lambda: invitation.save(update_fields=["note", "ended_by"]))
    assert sql_of(lambda: update_row(invitation, "note", "ended_by")) == expected


def rows_of(anna, bruno, clock) -> list[object]:
    """An unsaved row of each model that verbs insert."""
    now = clock.now()
    invitation = Invitation.objects.send(bruno, anna)
    return [
        Invitation(sender=anna, address="c@example.org", sent_at=now, last_proposed_at=now),
        InvitationEvent(invitation=invitation, kind=InvitationEvent.Kind.SENT, actor=anna, at=now),
        Delivery(invitation=invitation, kind=Delivery.Kind.ENDING, requested_at=now),
        Outbox(
            key="a", kind="accepted", member=anna, address=anna.email, invitation=invitation, created_at=now
        ),
    ]


def test_an_insert_is_that_of_the_orm(anna, bruno, clock):
    for row in rows_of(anna, bruno, clock):
        with transaction.atomic():
            expected = sql_of(row.save)
            transaction.set_rollback(True)
        row.pk, row._state.adding = None, True
        assert sql_of(lambda row=row: insert(row)) == expected
        assert columns(type(row).objects.get(pk=row.pk)) == columns(row)


def test_an_inserted_row_has_the_text_that_searches_look_through(anna, clock):
    now = clock.now()
    row = Invitation(
        sender=anna, address="zoë@bücher.example", note="Schöne Grüße", sent_at=now, last_proposed_at=now
    )
    with transaction.atomic():
        row.save()
        expected = Invitation.objects.get().search_text
        transaction.set_rollback(True)
    row.pk, row.search_text = None, ""
    insert(row)
    assert Invitation.objects.get().search_text == row.search_text == expected != ""


@pytest.mark.parametrize("columns", [["note"], ["note", "search_text"], ["address", "search_text"]])
def test_a_changed_text_is_searched_as_after_save(anna, bruno, columns):
    invitation = invite(anna, bruno, "Hello")
    changed = {"note": "Schöne Grüße", "address": "zoë@bücher.example"}
    vars(invitation).update(changed, search_text="")
    expected = sql_of(lambda: invitation.save(update_fields=columns))
    vars(invitation).update(changed, search_text="")
    assert sql_of(lambda: update_row(invitation, *columns)) == expected


def test_a_new_row_is_as_its_constructor_makes_it(anna, bruno, clock):
    invitation, now = Invitation.objects.send(anna, bruno), clock.now()
    for model, values in [
        (Delivery, {"invitation": invitation, "message": None, "kind": "ending", "requested_at": now}),
        (InvitationEvent, {"invitation": invitation, "actor": anna, "kind": "sent", "at": now}),
        (Invitation, {"sender": anna, "recipient": None, "public_id": "a", "sent_at": now}),
        (Outbox, {"key": "a", "member_id": anna.pk, "next_at": now, "created_at": now}),
    ]:
        expected, made = model(**values), new(model, **values)
        assert columns(made) == columns(expected)
        assert made._state.fields_cache == expected._state.fields_cache
        assert made._state.adding


def test_a_new_row_has_a_default_of_its_own(anna):
    assert len({new(Invitation, sender=anna).public_id for _ in range(2)}) == 2


def test_an_inserted_row_is_stored(anna, bruno, clock):
    event = rows_of(anna, bruno, clock)[1]
    insert(event)
    with pytest.raises(TypeError):
        event.save()


def test_several_rows_are_inserted_by_one_statement(anna, bruno, clock):
    assert len(sql_of(lambda: insert_both_directions(a=anna.pk, b=bruno.pk, since=clock.now()))) == 1
    pairs = Connection.objects.values_list("owner", "other", "since")
    assert set(pairs) == {(anna.pk, bruno.pk, clock.now()), (bruno.pk, anna.pk, clock.now())}


def connect(anna, bruno, clock) -> list[str]:
    with CaptureQueriesContext(connection) as queries, together():
        insert_both_directions(a=anna.pk, b=bruno.pk, since=clock.now())
        change_degrees(a=anna.pk, b=bruno.pk, by=1)
        assert not Connection.objects.exists()
    return [query["sql"].split()[0] for query in queries][1:]


def test_what_belongs_together_is_one_round_trip(anna, bruno, clock):
    one = connection.vendor == "postgresql"
    assert connect(anna, bruno, clock) == (["INSERT"] if one else ["INSERT", "UPDATE"])
    assert set(Member.objects.values_list("degree", flat=True)) == {1}
    assert Connection.objects.count() == 2


def test_server_side_binding_takes_one_statement_at_a_time(anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(connection.features, "uses_server_side_binding", True, raising=False)
    assert connect(anna, bruno, clock) == ["INSERT", "UPDATE"]


def test_keys_are_known_at_the_end(anna, bruno, clock):
    rows = rows_of(anna, bruno, clock)[1:]
    with together():
        for row in rows:
            insert(row)
        assert [row.pk for row in rows] == [None, None, None]
    assert [columns(type(row).objects.get(pk=row.pk)) for row in rows] == [columns(row) for row in rows]


def test_an_inner_block_waits_for_the_outer_one(anna, bruno):
    with together():
        with together():
            assert change_degrees(a=anna.pk, b=bruno.pk, by=1) == 0
        assert set(Member.objects.values_list("degree", flat=True)) == {0}
    assert set(Member.objects.values_list("degree", flat=True)) == {1}


def test_after_an_error_nothing_is_executed(anna, bruno):
    def fail_in_between() -> None:
        with together():
            change_degrees(a=anna.pk, b=bruno.pk, by=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_between()
    with together():
        pass
    assert set(Member.objects.values_list("degree", flat=True)) == {0}


def test_constants_are_written_into_the_statement(anna):
    rename = Update(
        lambda: (Member.objects.filter(name="Anna Ricci"), {"about": "It's 100 %", "left_at": None})
    )
    with CaptureQueriesContext(connection) as queries:
        assert rename() == 1
    assert Member.objects.get().about == "It's 100 %"
    assert "'Anna Ricci'" in queries[0]["sql"]
