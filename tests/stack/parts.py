"""Further services of docs/scaling.md, for `running_services`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bin.ports import free_port
from tests import redis_server
from tests.bin.scripts import load
from tests.stack.processes import Service, unit_command, wait_until
from tests.stack.services import Services

PGBOUNCER = """[databases]
acquaint = host=127.0.0.1 port={server} user=acquaint
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
server_login_retry = 1
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def redis_queue(services: Services) -> Iterator[None]:
    """The queue in Redis, which `services.redis` kills and starts again."""
    redis_server.required()
    services.redis = redis_server.Server(services.folder)
    services.settings["TASKS_URL"] = f"redis://127.0.0.1:{services.redis.port}/1"
    services.redis.start()
    try:
        yield
    finally:
        services.redis.kill()


@contextmanager
def redis_cache(services: Services) -> Iterator[None]:
    """Cache and sessions in the Redis of the queue, in a database of their own. Comes after `redis_queue`."""
    services.settings["CACHE_URL"] = f"rediscache://127.0.0.1:{services.redis.port}/0"
    yield


@contextmanager
def pgbouncer(services: Services) -> Iterator[None]:
    """Fewer connections to the database than processes, each lent for one transaction."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("needs pgbouncer; bin/check installs it")
    port, server = free_port(), urlsplit(services.server).port
    folder = Path(
        tempfile.mkdtemp(prefix="acquaint-pgbouncer-")
    )  # pytest closes its own folders to other users
    account = load("postgres").user_of_services(folder)
    (folder / "pgbouncer.ini").write_text(PGBOUNCER.format(port=port, server=server))
    log = services.folder / "pgbouncer.log"
    service = Service([program, str(folder / "pgbouncer.ini")], dict(os.environ), log, **account)
    services.by_name["pgbouncer"] = service
    services.settings |= {"DATABASE_URL": f"postgres://acquaint@127.0.0.1:{port}/acquaint", "PGBOUNCER": "1"}
    wait_until(lambda: redis_server.accepts(port), "pgbouncer")
    try:
        yield
    finally:
        shutil.rmtree(folder)


@contextmanager
def replica(services: Services) -> Iterator[None]:
    """A streaming replica, from which pages are read."""
    with load("postgres").replica(services.database("acquaint")) as url:
        services.settings["DATABASE_REPLICA_URL"] = url
        yield


@contextmanager
def second_web_host(services: Services) -> Iterator[None]:
    """Another web server behind the same nginx."""
    port = free_port()
    services.hosts.append(f"server 127.0.0.1:{port} fail_timeout=0;")
    services.further["web 2"] = [*unit_command("acquaint.service"), "--bind", f"127.0.0.1:{port}"]
    yield
