"""Databases of earlier versions, with data, are migrated to this code: no row is lost or altered, and the pages open."""

from __future__ import annotations

import lzma
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from network.common.collation import sort_key
from network.common.text import searchable
from tests.upgrade import databases
from tests.upgrade.make_fixture import FIXTURES, SETTINGS
from tests.upgrade.open_pages import LOGIN, PAGES

SUFFIXES = {databases.SQLITE: ".sqlite3.xz", databases.POSTGRESQL: ".postgresql.sql.xz"}
MAY_GROW = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}
"""`migrate` itself adds rows to these tables; existing rows must stay."""

DERIVED_ANEW = {("members_member", "search_text")}
"""Migrations compute these again; `test_members_are_found_and_sorted_anew` looks at the result."""


def versions(suffix):
    return {file.name.removesuffix(suffix) for file in FIXTURES.glob(f"*{suffix}")}


@dataclass
class Upgraded:
    """A database of an earlier version, migrated to this code, and the rows of its tables before and after."""

    url: str
    folder: Path
    before: dict[str, Counter[str]]
    after: dict[str, Counter[str]]

    def python(self, *command):
        return databases.python(self.url, self.folder, *command, **SETTINGS)


@pytest.fixture(scope="module", params=sorted(versions(SUFFIXES[databases.SQLITE])))
def upgraded(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("upgrade")
    packed = FIXTURES / f"{request.param}{SUFFIXES[databases.engine()]}"
    with databases.empty_database(folder) as url:
        restore(url, lzma.decompress(packed.read_bytes()))
        columns = {table: kept_columns(url, table) for table in databases.tables(url)}
        before = rows(url, columns)
        done = databases.python(url, folder, "manage.py", "migrate", **SETTINGS)
        assert (done.returncode, done.stderr) == (0, "")
        yield Upgraded(url, folder, before, rows(url, columns))


def kept_columns(url, table):
    """The columns that no migration derives anew."""
    return [name for name in databases.columns(url, table) if (table, name) not in DERIVED_ANEW]


def rows(url, columns):
    return {table: databases.rows(url, table, names) for table, names in columns.items()}


def differences(before, after):
    """Return table → number of rows that were lost, added or changed."""
    lost = {table: (before[table] - after[table]).total() for table in before}
    new = {table: (after[table] - before[table]).total() for table in before.keys() - MAY_GROW}
    return {table: number for table in before if (number := lost[table] + new.get(table, 0))}


def restore(url, content):
    if databases.engine() == databases.SQLITE:
        databases.sqlite_file(url).write_bytes(content)
    else:
        databases.execute(url, content.decode())


def test_every_version_has_a_database_of_each_engine():
    first, second = (versions(suffix) for suffix in SUFFIXES.values())
    assert first == second
    assert "0.2.0" in first


def test_the_database_has_data(upgraded):
    counts = {table: rows.total() for table, rows in upgraded.before.items()}
    assert counts["members_member"] == 1016
    assert counts["members_connection"] > 8000
    assert counts["invitations_invitation"] > 1300
    assert counts["notifications_capturedemail"] > 70


def test_no_row_is_lost_or_altered(upgraded):
    assert differences(upgraded.before, upgraded.after) == {}


def test_an_altered_row_a_lost_row_and_a_new_row_are_noticed(upgraded):
    altered = {table: Counter(rows) for table, rows in upgraded.after.items()}
    row = next(iter(altered["members_member"]))
    altered["members_member"].update({row: -1, "altered": 1})
    altered["notifications_outbox"].popitem()
    altered["invitations_batch"].update(["new"])
    expected = {"members_member": 2, "notifications_outbox": 1, "invitations_batch": 1}
    assert differences(upgraded.before, altered) == expected


def test_members_are_found_and_sorted_anew(upgraded):
    found = databases.query(
        upgraded.url, "SELECT search_text, sort_key FROM members_member WHERE handle = 'layla'"
    )
    assert found == [(searchable("ليلى حداد", "", "layla", "مهندسة معمارية، ترميم المباني القديمة", "عمّان"),
                      sort_key("ليلى حداد"))]  # fmt: skip


def test_members_sign_in_and_the_main_pages_open(upgraded):
    done = upgraded.python("-m", "tests.upgrade.open_pages")
    assert done.returncode == 0, done.stderr
    responses = [line.split(" ") for line in done.stdout.splitlines()]
    assert len(responses) > sum(map(len, PAGES.values()))
    expected = {LOGIN: "302"}
    assert [line for line in responses if line[2] != expected.get(line[1], "200")] == []
