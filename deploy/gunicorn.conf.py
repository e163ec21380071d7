"""Configuration of gunicorn, which `deploy/acquaint.service` starts.

Each process handles one request at a time, without threads: nginx buffers slow clients, every process keeps one
persistent database connection, and SQLite has no more writers than there are processes. The application is loaded once,
before the processes are forked, so that they share its memory; it closes its connections first, and where it starts a thread
(WORKER=thread), which no process would inherit, each process loads its own.
"""

import gc
import multiprocessing
import os
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connections

from network.common import logging
from network.web.metrics import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")  # only used without a socket from systemd
workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count() + 1))
worker_class = "sync"
preload_app = settings.WORKER == "process"
timeout = 30
graceful_timeout = 25
max_requests = 5000  # limits the effect of memory leaks
max_requests_jitter = 1000  # so that processes do not restart at the same time
worker_tmp_dir = "/dev/shm"  # noqa: S108  the heartbeat file must not wait for a disk
limit_request_line = 4094
limit_request_fields = 60
control_socket_disable = True  # nobody talks to it, and its folder is not writable under systemd

# Acquaint logs each response itself; gunicorn's access log, which contains whole URLs, is off.
logconfig_dict = logging.configuration("json", "INFO")
logconfig_dict["loggers"] |= {
    "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
    "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
}

if settings.METRICS_TOKEN:
    processes.make_folder()


def pre_fork(server: Any, worker: Any) -> None:
    """The number under which the new process counts for /metrics: that of one that has ended, if there is one."""
    worker.number = processes.lowest_free(other.number for other in server.WORKERS.values())


def post_fork(server: Any, worker: Any) -> None:
    processes.begin(worker.number)


def on_exit(server: object) -> None:
    if settings.METRICS_TOKEN:
        processes.remove_folder()


def when_ready(server: object) -> None:
    """Nothing is inherited but memory, of which the garbage collector writes into no page that processes share."""
    connections.close_all()
    caches.close_all()
    gc.collect()
    gc.freeze()
