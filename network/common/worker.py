"""A worker inside the current process: for small hosts, tests and `WORKER=thread`."""

from __future__ import annotations

import logging
import threading
import time

from django.core.management import call_command
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from network import clock
from network.common import jobs, queue

log = logging.getLogger(__name__)
TICK_SECONDS = 10


def drain() -> None:
    """Run the queue and all jobs in this process until nothing is due."""
    while True:
        if queue.is_database():
            _run_queue()
        if not jobs.run_all():
            return


def prune_task_results() -> None:
    """Delete the results of tasks that finished more than a day ago."""
    if queue.is_database():
        call_command("prune_db_task_results", min_age_days=1, verbosity=0)


def start() -> None:
    """Start the worker thread of a web process (WORKER=thread)."""
    threading.Thread(target=_run_forever, name="worker", daemon=True).start()


def _run_queue() -> None:
    worker = Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=get_random_string(16),
    )  # fmt: skip
    worker.run()


def _run_forever() -> None:
    last_tick = clock.real_now().timestamp() - TICK_SECONDS
    while True:
        try:
            if clock.real_now().timestamp() - last_tick >= TICK_SECONDS:
                last_tick = clock.real_now().timestamp()
                jobs.tick()
            drain()
        except Exception:
            log.exception("The worker thread will try again.")
        close_old_connections()
        time.sleep(1)
