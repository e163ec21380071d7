"""Throw-away databases on the engine of this run, and SQL on them without Django."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings

from tests.bin.scripts import ROOT

SQLITE, POSTGRESQL = "sqlite", "postgresql"
TABLES = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
COLUMNS = {
    SQLITE: "SELECT name FROM pragma_table_info('{table}')",
    POSTGRESQL: "SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'",
}


def engine() -> str:
    """Return the database engine of this test run: SQLITE or POSTGRESQL."""
    return SQLITE if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else POSTGRESQL


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new database: a file in the folder, or one on the server of this run, dropped at the end."""
    if engine() == SQLITE:
        yield f"sqlite:///{folder / 'acquaint.sqlite3'}"
        return
    server, name = os.environ["DATABASE_URL"], f"upgrade_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, script: str) -> None:
    """Run SQL statements separated by semicolons."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url))) as connection:
            connection.executescript(script)
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(script.encode())


def query(url: str, statement: str) -> list[tuple]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url))) as connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def tables(url: str) -> list[str]:
    return sorted(name for (name,) in query(url, TABLES[engine()]))


def columns(url: str, table: str) -> list[str]:
    return [name for (name,) in query(url, COLUMNS[engine()].format(table=table))]


def rows(url: str, table: str, names: list[str]) -> Counter[str]:
    """Count each distinct row of these columns of the table."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return Counter(map(repr, query(url, f"SELECT {quoted} FROM {table}")))


def sqlite_file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def python(url: str, folder: Path, *command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python process of the product on that database, with the folder as DATA_DIR."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    settings_environment = {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "network.settings",
    }
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=inherited | settings_environment | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
