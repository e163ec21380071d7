"""What was installed and configured: checks that take too long for `/readyz`, or that concern whoever runs the site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host

from network import clock
from network.common import queue
from network.common.queue import last_task_end
from network.web.checks.finding import Finding, error, ok, warning
from network.web.checks.running import database_file, folders
from notifications.models import Outbox

CLOCK_MAY_DIFFER, LITTLE_SPACE_GB = timedelta(seconds=5), 1
MAIL_MAY_TAKE, WORKER_MAY_REST, BACKUP_MAY_BE = timedelta(hours=1), timedelta(days=1), timedelta(days=2)


def database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        (version,) = cursor.fetchone()
    yield ok(f"{connection.display_name} {version} answers.")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in waiting[:3])
        yield error(f"{len(waiting)} migrations wait ({names}…): run manage.py migrate.")
    else:
        yield ok("All migrations are applied.")


def clocks() -> Iterator[Finding]:
    """Of this machine and of the database server, by whose time e-mails are due."""
    difference = abs(clock.real_now() - clock.database_now())
    if difference > CLOCK_MAY_DIFFER:
        yield warning(
            f"The clock of this machine and that of the database differ by {difference.total_seconds():.0f} seconds: "
            "set both by NTP."
        )
    else:
        yield ok("The clocks of this machine and of the database agree.")
    if clock.offset():
        yield warning("The demo has moved the clock: manage.py clock reset.")


def workers() -> Iterator[Finding]:
    """When a task ended last, where the queue is in the database; what waits too long is found by `running`."""
    if not queue.is_database():
        yield ok("The queue is in Redis (TASKS_URL).")
        return
    ended = last_task_end()
    if ended is None:
        yield warning("No worker has run a task yet: run manage.py worker, and manage.py tick every minute.")
    elif clock.database_now() - ended > WORKER_MAY_REST:
        yield warning(f"The last task ended {_ago(ended)}: is a worker running, and the timer of tick?")
    else:
        yield ok(f"The last task ended {_ago(ended)}.")


def mail() -> Iterator[Finding]:
    """Where e-mails go, when the last one left, and whether any should have left since."""
    if settings.EMAIL_DELIVERY_BACKEND.endswith("CapturingEmailBackend"):
        yield (ok if settings.IS_LOCAL else warning)("E-mails are captured and do not leave (EMAIL_URL).")
    last = (
        Outbox.objects.filter(sent_at__isnull=False)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )
    left = f"The last e-mail left {_ago(last)}." if last else "No e-mail has left yet."
    late = Outbox.objects.overdue(MAIL_MAY_TAKE).count()
    yield warning(f"{left} {late} have been due for an hour.") if late else ok(left)


def keys() -> Iterator[Finding]:
    if settings.HASH_KEY == settings.SECRET_KEY:
        yield warning("HASH_KEY is not given: SECRET_KEY can never be replaced (docs/deploy.md).")
    else:
        yield ok("SECRET_KEY and HASH_KEY are two keys.")


def address() -> Iterator[Finding]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]):
        yield error(f"ALLOWED_HOSTS does not name {host}, the host of SITE_URL: every page answers 400.")
    else:
        yield ok(f"The site is {settings.SITE_URL}.")


def static_files() -> Iterator[Finding]:
    if not settings.USE_MANIFEST_STATIC:
        yield ok("Static files are read from the code (COLLECTED_STATIC=0).")
        return
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    missing = [name for name in hashed.values() if not Path(settings.STATIC_ROOT, name).exists()]
    if not hashed or missing:
        yield error("Static files are missing: run manage.py collectstatic.")
    else:
        yield ok(f"{len(hashed)} static files are collected.")


def disks() -> Iterator[Finding]:
    for name, folder in folders().items():
        free = shutil.disk_usage(folder).free / 10**9
        yield (ok if free >= LITTLE_SPACE_GB else warning)(f"{free:.1f} GB are free in {name}.")


def permissions() -> Iterator[Finding]:
    """Other users of the machine can read neither the keys nor the database."""
    files = [file for file in (settings.BASE_DIR / ".env", database_file()) if file and file.is_file()]
    readable = [str(file) for file in files if file.stat().st_mode & 0o004]
    if readable:
        yield error(f"Every user of this machine can read {' and '.join(readable)}: chmod o-rwx.")
    else:
        yield ok("Keys and data are closed to other users of this machine.")


def backups() -> Iterator[Finding]:
    """The newest file in BACKUP_DIR."""
    if settings.BACKUP_DIR is None:
        yield ok("BACKUP_DIR is not given, so nobody looks after the age of backups.")
        return
    files = [file for file in Path(settings.BACKUP_DIR).glob("*") if file.is_file()]
    newest = max((file.stat().st_mtime for file in files), default=0)
    made = datetime.fromtimestamp(newest, clock.real_now().tzinfo)
    if not files:
        yield error("There is no backup in BACKUP_DIR.")
    elif clock.real_now() - made > BACKUP_MAY_BE:
        yield error(f"The newest backup was made {_ago(made)}.")
    else:
        yield ok(f"The newest backup was made {_ago(made)}.")


def _ago(moment: datetime) -> str:
    age = max(clock.database_now() - moment, timedelta())
    if age < timedelta(minutes=1):
        return "less than a minute ago"
    hours, days = age // timedelta(hours=1), age.days
    if days >= 2:
        return f"{days} days ago"
    return f"{hours} hours ago" if hours >= 2 else f"{age // timedelta(minutes=1)} minutes ago"
