from __future__ import annotations

import subprocess
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection

from bin.ports import free_port
from network.members.models import Member
from tests.rate.server import ANNA, MEMBER_COUNT, PASSWORD, process_environment


@pytest.fixture
def environment(tmp_path, transactional_db):
    """The environment of the workers, with the test database, or a copy in a file where it is in memory.

    It has Anna, whose allowance is restricted, and MEMBER_COUNT other members.
    """
    cache.clear()
    Member.objects.create_user(ANNA, PASSWORD, "Anna Ricci").allowance.restrict()
    for number in range(MEMBER_COUNT):
        Member.objects.create_user(f"m{number}@example.org", None, f"Member {number}", handle=f"m{number}")
    yield process_environment(tmp_path, database_url(tmp_path / "acquaint.sqlite3"))
    cache.clear()


@pytest.fixture
def redis(tmp_path):
    """The URL of a Redis server of this test."""
    port = free_port()
    command = [
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert any("Ready to accept connections" in line for line in server.stdout)
    yield f"rediscache://127.0.0.1:{port}/0"
    server.terminate()
    server.communicate()


def database_url(file) -> str:
    """Return the URL of a database that other processes can open; SQLite in memory is copied to the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    config = connection.settings_dict
    user = f"{quote(config['USER'])}:{quote(config['PASSWORD'])}"
    return f"postgres://{user}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
