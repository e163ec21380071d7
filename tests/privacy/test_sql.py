"""Which statements restrict a table to the rows of an owner."""

import pytest

from tests.privacy.sql import parse

KEYS = {7, "anna@example.org"}


def is_restricted(sql: str, *params: object) -> bool:
    owners = {"rec": "member_id", "mail": "to"}
    return all(
        part.binds(alias, owners[table], KEYS, params)
        for part in parse(sql)
        for alias, table in part.tables.items()
        if table in owners
    )


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ('SELECT "rec"."id" FROM "rec" WHERE "rec"."member_id" = %s ORDER BY "rec"."id"', (7,)),
        (
            'SELECT 1 FROM "x" INNER JOIN "rec" ON (1) WHERE ("x"."a" = %s AND ("rec"."member_id" = %s))',
            (3, 7),
        ),
        (
            'SELECT 1 FROM "x" WHERE "x"."id" IN (SELECT U0."id" FROM "rec" U0 WHERE U0."member_id" = %s)',
            (7,),
        ),
        ('UPDATE "rec" SET "place" = %s WHERE ("rec"."member_id" = %s AND "rec"."id" = %s)', ("a", 7, 3)),
        ('SELECT 1 FROM "mail" WHERE "mail"."to" IN (%s)', ("anna@example.org",)),
        ('SELECT "m"."id" FROM "m" JOIN "rec" ON (1) WHERE ("m"."a" = %s OR "rec"."member_id" = %s)', (7, 7)),
        ('INSERT INTO "rec" ("member_id") VALUES (%s)', (8,)),
        ('UPDATE "rec" SET "a" = 1 WHERE "rec"."member_id" = %s; INSERT INTO "x" ("a") VALUES (%s)', (7, 1)),
    ],
)
def test_restricted(sql, params):
    assert is_restricted(sql, *params)


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ('SELECT "rec"."id" FROM "rec"', ()),
        ('SELECT "rec"."id" FROM "rec" WHERE "rec"."member_id" = %s', (8,)),
        ('SELECT "rec"."id" FROM "rec" WHERE NOT ("rec"."member_id" = %s)', (7,)),
        ('SELECT "rec"."id" FROM "rec" WHERE ("rec"."member_id" = %s OR "rec"."sender_id" = %s)', (7, 7)),
        (
            'SELECT "rec"."place" FROM "m" JOIN "rec" ON (1) WHERE ("m"."a" = %s OR "rec"."member_id" = %s)',
            (7, 7),
        ),
        ('SELECT 1 FROM "x" WHERE EXISTS(SELECT 1 FROM "rec" U0 WHERE U0."member_id" = ("x"."id"))', ()),
        ('SELECT 1 FROM "x" WHERE "x"."member_id" = %s AND "x"."id" IN (SELECT "rec"."id" FROM "rec")', (7,)),
        ('SELECT 1 FROM "mail" WHERE "mail"."to" IN (%s, %s)', ("anna@example.org", "bruno@example.org")),
        ('UPDATE "rec" SET "member_id" = %s WHERE "rec"."id" = %s', (7, 3)),
        ('DELETE FROM "rec" WHERE "rec"."sender_id" = %s', (7,)),
        (
            'UPDATE "rec" SET "a" = 1 WHERE "rec"."member_id" = %s; UPDATE "rec" SET "a" = 1 WHERE "rec"."id" = %s',
            (7, 7),
        ),
    ],
)
def test_not_restricted(sql, params):
    assert not is_restricted(sql, *params)
