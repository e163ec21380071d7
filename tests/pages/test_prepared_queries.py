"""Every prepared query of a page gives what the queryset gives from which it is composed."""

import sys

import pytest
from django.db.models import Model

from invitations.models import Block
from invitations.suggestions import _known_to
from network.common.pagination import FirstPage
from network.common.prepared_query import PreparedQuery
from network.members.models import Connection
from network.members.people.suggestions import MAX_CACHED, _members_query
from network.urls import urlpatterns
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

APPS = ("network.", "invitations.", "notifications.")


def prepared_queries() -> list[PreparedQuery]:
    """Of all modules, which the URLs have imported."""
    assert urlpatterns
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(APPS)]
    values = [value for module in modules for value in vars(module).values()]
    values += [value for mapping in values if isinstance(mapping, dict) for value in mapping.values()]
    queries = [value.query if isinstance(value, FirstPage) else value for value in values]
    found = [query for query in queries if isinstance(query, PreparedQuery)]
    return [*dict.fromkeys(found), _members_query(_known_to, MAX_CACHED)]


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
    numbers = [placeholder for placeholder in query._placeholders if isinstance(placeholder, int)]
    return [*(keys * len(numbers))[: len(numbers)], *["bruno"] * (len(query._placeholders) - len(numbers))]


def test_each_gives_what_its_queryset_gives(everything, anna, bruno, carla):
    found = [
        (query.compose, in_order(query.fetch(*values)), in_order(query.compose(*values)))
        for query in prepared_queries()
        for keys in ([anna.pk, bruno.pk, carla.pk], [bruno.pk, carla.pk, anna.pk], [carla.pk, anna.pk])
        for values in [values_for(query, keys)]
    ]
    assert [compose for compose, prepared, composed in found if prepared != composed] == []
    assert len({compose for compose, rows, _rows in found if rows}) > 10
