"""A run of `tick` with nothing to do reads an index of what is due, never all rows of a table that grows with the network."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.common import jobs

GROWING = {
    "invitations_invitation", "invitations_reception", "invitations_delivery", "invitations_invitationevent",
    "invitations_message", "invitations_joininvitation", "invitations_joinlinkuse",
    "invitations_batchline", "invitations_block", "members_member", "members_connection", "members_devicecookie",
    "members_accountdeletion", "notifications_outbox", "account_emailaddress", "django_session",
}  # fmt: skip


def read_whole(sql: str) -> set[str]:
    """The tables of which the plan of a statement reads every row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            names = re.findall(r"^SCAN (\w+)$", "\n".join(row[3] for row in cursor.fetchall()), re.MULTILINE)
            aliases = dict(re.findall(r'"(\w+)" (U\d+|T\d+)\b', sql))
            return {
                next((table for table, alias in aliases.items() if alias == name), name) for name in names
            }
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return set(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in cursor.fetchall())))


@pytest.mark.every_case
@pytest.mark.parametrize("first_of_the_day", [True, False])
def test_tick_reads_no_table_that_grows(db, first_of_the_day):
    if not first_of_the_day:
        jobs.tick()
    with CaptureQueriesContext(connection) as captured:
        jobs.tick()
    statements = [
        query["sql"] for query in captured if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))
    ]
    whole = {sql: read_whole(sql) & GROWING for sql in statements}
    assert {sql: tables for sql, tables in whole.items() if tables} == {}
