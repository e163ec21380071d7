"""The prepared queries of the product."""

from __future__ import annotations

import sys

import pytest

from invitations.suggestions import _known_to
from network.common.pagination import FirstPage
from network.common.prepared_query import PreparedQuery
from network.members.people.suggestions import _SIZES, _members_query
from network.urls import urlpatterns

APPS = ("network.", "invitations.", "notifications.")


def prepared_queries() -> list[PreparedQuery]:
    """Of all modules, which the URLs have imported."""
    assert urlpatterns
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(APPS)]
    values = [value for module in modules for value in vars(module).values()]
    values += [value for mapping in values if isinstance(mapping, dict) for value in mapping.values()]
    queries = [value.query if isinstance(value, FirstPage) else value for value in values]
    found = [query for query in queries if isinstance(query, PreparedQuery)]
    return [*dict.fromkeys(found), *(_members_query(_known_to, size) for size in _SIZES)]


def compose_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test, so that what it replaces, and when, takes effect in them."""
    monkeypatch.setattr(PreparedQuery, "fetch", lambda query, *values: list(query.compose(*values)))
