"""Databases of generated networks, several at a time in one process. Those that were seeded once are kept."""

from __future__ import annotations

import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import load_backend

from bench.production import CACHE, ROOT
from bin import postgres

CONNECTIONS_PER_MEMBER = 10
SEED_SOURCES = ("bin/migrations.sha256", "network/loadtest", "network/common/text.py")
PUBLIC_SITE = "--invented-people-among-real-ones"


class Databases:
    """Copies of seeded networks on the engine of DATABASE_URL. `progress` is told what takes long."""

    def __init__(self, folder: Path, progress: Callable[[str], object]) -> None:
        self.folder, self.progress = folder, progress
        self._open: dict[str, Any] = {}

    def network(self, members: int, name: str = "") -> str:
        """The name of a new database with a copy of the network of so many members; it is the current one now."""
        name = name or f"network_{members}"
        engine = _engine()
        if not engine.has_seed(members):
            self._seed(engine, members)
        engine.copy_seed(members, self.path(name))
        self.use(name)
        return name

    def empty(self, name: str) -> str:
        """Create an empty database for another process and return what its settings call it."""
        _engine().create(self.path(name))
        return self.path(name)

    def use(self, name: str) -> None:
        """Make this database the one that the project reads and writes. Others stay connected."""
        if name not in self._open:
            self._open[name] = open_connection(self.path(name))
        connections["default"] = self._open[name]

    @contextmanager
    def used(self, name: str) -> Iterator[None]:
        before = connections["default"]
        self.use(name)
        yield
        connections["default"] = before

    def path(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3") if connection.vendor == "sqlite" else name

    def _seed(self, engine: Engine, members: int) -> None:
        self.progress(f"seeding a network of {members:,}")
        draft = f"draft_{members}"
        engine.create(self.path(draft))
        self.use(draft)
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        seed_network(members)
        seconds = time.perf_counter() - started
        self._open.pop(draft).close()
        engine.keep_seed(members, self.path(draft), seconds)

    def seed_seconds(self, members: int) -> float:
        """How long it took to seed the network of so many members, when it was seeded."""
        return float(_engine().seconds_file(members).read_text())


def seed_network(members: int) -> None:
    """So many members and invitations, and ten times as many connections, in the current database."""
    sizes = {"members": members, "connections": members * CONNECTIONS_PER_MEMBER, "invitations": members}
    call_command("seed_graph", PUBLIC_SITE, **sizes, verbosity=0, stdout=StringIO())
    analyze()


def analyze() -> None:
    """What autovacuum does on a server in production: statistics, and which pages have only visible rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def open_connection(name: str) -> Any:
    """A connection that Django takes for `default`, to another database of the same server or folder."""
    settings = connections.settings["default"] | {"NAME": name}
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def seed_digest() -> str:
    """Of all that decides what a seeded database contains."""
    sources = [ROOT / name for name in SEED_SOURCES]
    files = [
        file
        for source in sources
        for file in ([source] if source.is_file() else sorted(source.rglob("*.py")))
    ]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


class Engine(ABC):
    """Where the seeds of one engine are kept: as files of `CACHE`."""

    suffix: str

    def seed_file(self, members: int) -> Path:
        folder = CACHE / f"seeds-{seed_digest()}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{members}.{self.suffix}"

    def seconds_file(self, members: int) -> Path:
        return self.seed_file(members).with_suffix(f".{self.suffix}.seconds")

    def has_seed(self, members: int) -> bool:
        return self.seed_file(members).exists()

    def keep_seed(self, members: int, draft: str, seconds: float) -> None:
        self.seconds_file(members).write_text(f"{seconds:.1f}")
        self.save(draft, self.seed_file(members))

    def create(self, path: str) -> None:  # noqa: B027  SQLite makes the file when it is opened
        """Create an empty database."""

    @abstractmethod
    def save(self, draft: str, file: Path) -> None:
        """Turn a database into the file of a seed."""

    @abstractmethod
    def copy_seed(self, members: int, path: str) -> None:
        """Create a database with a copy of the seed."""


class SQLite(Engine):
    suffix = "sqlite3"

    def save(self, draft: str, file: Path) -> None:
        shutil.move(draft, file)

    def copy_seed(self, members: int, path: str) -> None:
        shutil.copy(self.seed_file(members), path)


class PostgreSQL(Engine):
    """A seed is a dump, and once it was restored a database that is copied as a template."""

    suffix = "dump"

    def create(self, path: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {path}", f"CREATE DATABASE {path}")

    def save(self, draft: str, file: Path) -> None:
        self._call("pg_dump", "--format=custom", "--compress=1", f"--file={file}", draft)
        self._execute(f"DROP DATABASE {draft}")

    def copy_seed(self, members: int, path: str) -> None:
        template = f"seed_{members}"
        if not self._exists(template):
            self.create(template)
            self._call("pg_restore", "--no-owner", f"--dbname={template}", str(self.seed_file(members)))
            self._call("vacuumdb", "--analyze", "--quiet", template)
        self._execute(f"DROP DATABASE IF EXISTS {path}", f"CREATE DATABASE {path} TEMPLATE {template}")

    def _exists(self, name: str) -> bool:
        with closing(open_connection("postgres")) as server, server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _execute(self, *statements: str) -> None:
        with closing(open_connection("postgres")) as server, server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _call(self, program: str, *arguments: str) -> None:
        server = connections.settings["default"]
        where = [f"--host={server['HOST']}", f"--port={server['PORT']}", f"--username={server['USER']}"]
        subprocess.run([str(postgres.find() / program), *where, *arguments], check=True)


def _engine() -> Engine:
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()
