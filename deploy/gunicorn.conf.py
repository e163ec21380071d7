"""The configuration of gunicorn, which `deploy/acquaint.service` starts.

Each process serves one request at a time, without threads: nginx buffers slow clients, each process keeps one database
connection open, and SQLite has at most as many writers as there are processes. The application is loaded after the
fork, so that no connection and no worker thread (WORKER=thread) is inherited.
"""

import multiprocessing
import os

from network.common import logging

bind = "127.0.0.1:8000"  # only if systemd passes no socket
workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count() + 1))
worker_class = "sync"
preload_app = False
timeout = 30
graceful_timeout = 25
max_requests = 5000  # limits memory leaks of libraries
max_requests_jitter = 1000  # so that not all processes restart at once
worker_tmp_dir = "/dev/shm"  # noqa: S108  the heartbeat file must not wait for a disk
limit_request_line = 4094
limit_request_fields = 60

# Acquaint logs each response itself; the access log of gunicorn would contain complete URLs.
logconfig_dict = logging.configuration("json", "INFO")
logconfig_dict["loggers"] |= {
    "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
    "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
}
