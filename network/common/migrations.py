"""Refuses a database whose applied migrations are not all in this code.

The check runs when a process opens its first connection to a database, so it comes before any other query of
`migrate`, `runserver`, `call_command`, a worker or a web process. It costs one query for each process and database.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]  # label of the app, name of the migration
GUNICORN_BOOT_ERROR = 3
"""The exit code after which gunicorn ends instead of starting the worker again."""

_checked: set[tuple[str, str]] = set()
_checks: list[Callable[[BaseDatabaseWrapper], None]] = []


class IncompatibleDatabase(CommandError):
    """This code must not use the database. Management commands print it as one sentence."""


def connect_guard() -> None:
    """Check every database at the first connection that this process opens to it."""
    connection_created.connect(check_once, dispatch_uid="network.common.migrations")


def register_check(check: Callable[[BaseDatabaseWrapper], None]) -> None:
    """Add a check of an app, which raises an `IncompatibleDatabase`."""
    if check not in _checks:
        _checks.append(check)


def check_once(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`. Closes the connection and raises `IncompatibleDatabase` on a mismatch."""
    database = connection.alias, str(connection.settings_dict["NAME"])
    if database in _checked:
        return
    try:
        for each in (check, *_checks):
            each(connection)
    except BaseException:
        connection.close()
        raise
    _checked.add(database)


def check(connection: BaseDatabaseWrapper) -> None:
    """Compare the applied migrations of PROJECT_APPS with the files. Raises `IncompatibleDatabase`.

    A database without the table `django_migrations` passes: it is empty.
    """
    on_disk = project_migrations()
    applied = _applied(connection, list(on_disk))
    unknown = sorted((app, name) for app, name in applied if name not in on_disk[app])
    if not unknown:
        return
    app, name = unknown[0]
    if _is_older(unknown, applied, on_disk):
        raise IncompatibleDatabase(
            f"The database is older than {settings.BASELINE_VERSION} (it names the migration {app}.{name}) "
            "and cannot be migrated: begin with an empty database."
        )
    raise IncompatibleDatabase(
        f"The database is newer than this code (it names the migration {app}.{name}, which is not here): "
        "install the version of the code that migrated it."
    )


def project_migrations() -> dict[str, list[str]]:
    """The names of the migration files, in their order, for the label of each of PROJECT_APPS."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.PROJECT_APPS]
    return {config.label: _names(config.label) for config in configs}


def check_at_startup() -> None:
    """Open and close a connection. Raises `IncompatibleDatabase`; a database that does not answer is no mismatch."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except DatabaseError:
        return
    connection.close()


def exit_on_mismatch() -> None:
    """`check_at_startup` for a web process: one sentence on stderr and an exit code that stops gunicorn."""
    try:
        check_at_startup()
    except IncompatibleDatabase as mismatch:
        sys.stderr.write(f"{mismatch}\n")
        sys.exit(GUNICORN_BOOT_ERROR)


def _names(label: str) -> list[str]:
    module, _explicit = MigrationLoader.migrations_module(label)
    package: ModuleType = import_module(module)
    return sorted(entry.name for entry in iter_modules(package.__path__) if entry.name[0].isdigit())


def _applied(connection: BaseDatabaseWrapper, labels: list[str]) -> set[Migration]:
    table = MigrationRecorder.Migration._meta.db_table
    placeholders = ", ".join(["%s"] * len(labels))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT app, name FROM {table} WHERE app IN ({placeholders})", labels)  # noqa: S608
            return set(cursor.fetchall())
    except DatabaseError:
        if MigrationRecorder(connection).has_table():
            raise
        return set()


def _is_older(unknown: list[Migration], applied: set[Migration], on_disk: dict[str, list[str]]) -> bool:
    """Whether an app lacks its baseline, or has applied an unknown migration whose number is not higher."""
    return any(
        (app, on_disk[app][0]) not in applied or _number(name) <= _number(on_disk[app][0])
        for app, name in unknown
    )


def _number(name: str) -> int:
    digits = name.partition("_")[0]
    return int(digits) if digits.isdigit() else 0
