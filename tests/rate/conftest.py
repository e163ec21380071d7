from __future__ import annotations

import subprocess
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection

from bin.ports import free_port
from network.members.models import Member
from tests.rate.server import ANNA, MANY, PASSWORD, told


@pytest.fixture
def environment(tmp_path, transactional_db):
    """What the workers are told: the tests' own database, or a copy in a file where that one lives in memory.

    In it is Anna, who may invite only whose address she knows, and many whom she may try.
    """
    cache.clear()
    Member.objects.create_user(ANNA, PASSWORD, "Anna Ricci").allowance.restrict()
    for number in range(MANY):
        Member.objects.create_user(f"m{number}@example.org", None, f"Member {number}", handle=f"m{number}")
    yield told(tmp_path, shared(tmp_path / "acquaint.sqlite3"))
    cache.clear()


@pytest.fixture
def redis(tmp_path):
    """The address of a Redis of our own, which says when it is ready."""
    port = free_port()
    words = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert any("Ready to accept connections" in line for line in server.stdout)
    yield f"rediscache://127.0.0.1:{port}/0"
    server.terminate()
    server.communicate()


def shared(file) -> str:
    """The address of a database that other processes can open."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    here = connection.settings_dict
    user = f"{quote(here['USER'])}:{quote(here['PASSWORD'])}"
    return f"postgres://{user}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
