"""The engine for SQLite takes every statement that Django's takes."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("_times", range(2))
@pytest.mark.parametrize(
    ("sql", "params"),
    [("SELECT %s || '%%'", ["a"]), ("SELECT %(letter)s || '%%'", {"letter": "a"}), ("SELECT 'a%'", None)],
)
def test_parameters(sql, params, _times):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.fetchone() == ("a%",)


def test_many_rows(anna):
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE members_member SET about = %s WHERE id = %s", [("a", anna.pk), ("b", anna.pk)]
        )
    anna.refresh_from_db()
    assert anna.about == "b"
