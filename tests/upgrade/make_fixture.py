"""Create the databases of this version that later versions must be able to migrate, one for each engine.

    python -m tests.upgrade.make_fixture [--replace]

Writes tests/upgrade/fixtures/VERSION.sqlite3.xz and VERSION.postgresql.sql.xz, VERSION from pyproject.toml. Once for each
version: `--replace` overwrites them, which is right only before that version has been released. Needs the programs of
a PostgreSQL server.
"""

from __future__ import annotations

import argparse
import lzma
import re
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from contextlib import closing
from pathlib import Path

import psycopg

from tests.bin.scripts import ROOT, load
from tests.upgrade import databases

PRIMARY_KEYS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'p' AND connamespace = 'public'::regnamespace
"""
FIXTURES = Path(__file__).parent / "fixtures"
SETTINGS = {
    "DEMO": "1",
    "SITE_URL": "http://localhost:8000",
    "SECRET_KEY": "the-secret-key-of-the-upgrade-fixtures-" + "0" * 20,
    "HASH_KEY": "the-hash-key-of-the-upgrade-fixtures-" + "0" * 20,
    "PYTHONHASHSEED": "0",
}
NOT_SQL = re.compile(r"^(\\(un)?restrict .*|-- Dumped .*|SET transaction_timeout.*)\n", re.MULTILINE)
"""Lines of pg_dump that only psql reads, that differ from run to run, or that an older server does not know."""


def make_sqlite(folder: Path) -> bytes:
    """Return the bytes of a compacted SQLite file."""
    url = f"sqlite:///{folder / 'acquaint.sqlite3'}"
    seed(url, folder)
    compact = folder / "compact.sqlite3"
    with closing(sqlite3.connect(databases.sqlite_file(url))) as connection:
        connection.execute("VACUUM INTO ?", [str(compact)])
    return compact.read_bytes()


def make_postgresql(folder: Path) -> bytes:
    """Return SQL statements that create schema and rows, the rows of each table ordered by primary key."""
    postgres = load("postgres")
    with postgres.running() as url:
        seed(url, folder)
        with psycopg.connect(url, autocommit=True) as connection:
            for table, key in connection.execute(PRIMARY_KEYS).fetchall():
                connection.execute(f"CLUSTER {table} USING {key}".encode())
        dump = [
            postgres.find() / "pg_dump",
            "--inserts",
            "--rows-per-insert=200",
            "--no-owner",
            "--no-privileges",
        ]
        done = subprocess.run([*dump, url], capture_output=True, text=True, check=True)
    return NOT_SQL.sub("", done.stdout).encode()


def seed(url: str, folder: Path) -> None:
    done = databases.python(url, folder, "-m", "tests.upgrade.seed", **SETTINGS)
    if done.returncode:
        raise SystemExit(done.stderr)


MAKERS = {"sqlite3": make_sqlite, "postgresql.sql": make_postgresql}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.upgrade.make_fixture", description=__doc__)
    parser.add_argument("--replace", action="store_true", help="overwrite the files of this version")
    replace = parser.parse_args().replace
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for kind, make in MAKERS.items():
        file = FIXTURES / f"{version}.{kind}.xz"
        if file.exists() and not replace:
            parser.error(f"{file.relative_to(ROOT)} exists already: --replace overwrites it.")
        with tempfile.TemporaryDirectory() as folder:
            file.write_bytes(lzma.compress(make(Path(folder)), preset=9))
        sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
