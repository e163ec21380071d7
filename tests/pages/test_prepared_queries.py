"""Every prepared query of a page gives what the queryset gives from which it is composed."""

from datetime import datetime, timedelta
from itertools import cycle

import pytest
from django.db.models import Model

from invitations.models import Block
from network import clock
from network.members.models import Connection
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory
from tests.prepared import prepared_queries


@pytest.fixture
def everything(anna, bruno, carla):
    """Something that each of the queries finds."""
    dora = MemberFactory()
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(bruno, carla)
    reception = reception_of(invite(anna, bruno, note="We met"))
    reception.reply("Where?")
    reception.invitation.message("In Cremona")
    reception_of(invite(dora, bruno)).ignore()
    invite(bruno, anna)
    invite(anna, dora)
    Block.objects.block(carla, dora)


def plain(row):
    if not isinstance(row, Model):
        return row
    columns = {name: value for name, value in vars(row).items() if name != "_state"}
    related = {name: vars(other)["id"] for name, other in row._state.fields_cache.items()}
    return columns, related


def in_order(rows):
    return sorted(map(repr, map(plain, rows)))


def values_for(query, keys):
    numbers, others = cycle(keys), {str: "bruno", datetime: clock.now() - timedelta(days=1)}
    return [others.get(type(placeholder)) or next(numbers) for placeholder in query._placeholders]


def test_each_gives_what_its_queryset_gives(everything, anna, bruno, carla):
    found = [
        (query.compose, in_order(query.fetch(*values)), in_order(query.compose(*values)))
        for query in prepared_queries()
        for keys in ([anna.pk, bruno.pk, carla.pk], [bruno.pk, carla.pk, anna.pk], [carla.pk, anna.pk])
        for values in [values_for(query, keys)]
    ]
    assert [compose for compose, prepared, composed in found if prepared != composed] == []
    assert len({compose for compose, rows, _rows in found if rows}) > 10


def test_no_page_reads_a_column_that_its_rows_were_loaded_without(
    everything, anna, bruno, carla, client_for, monkeypatch
):
    reception_of(invite(anna, MemberFactory())).accept()
    monkeypatch.setattr(Model, "refresh_from_db", lambda row, **asked: pytest.fail(f"{row!r}: {asked}"))
    for member in (anna, bruno, carla):
        browser = client_for(member)
        for path in ("/", "/invitations/", "/invitations/archived/", "/invitations/sent/", "/members/"):
            assert browser.get(path).status_code == 200
