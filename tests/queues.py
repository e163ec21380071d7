"""The queues of tasks, for tests that start processes of the product; that in Redis only in bin/check --long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.ports import free_port
from tests import redis_server

QUEUES = ["database", pytest.param("redis", marks=pytest.mark.long)]


@pytest.fixture(params=QUEUES)
def queue_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment variables of processes that use this queue."""
    if request.param == "database":
        yield {}
        return
    redis_server.required()
    port = free_port()
    with redis_server.redis(port, tmp_path):
        yield {"TASKS_URL": f"redis://127.0.0.1:{port}/1"}
