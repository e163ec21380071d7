"""Further services of docs/scaling.md, for `running_services`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bin.ports import free_port
from tests import redis_server
from tests.stack.services import Services


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
