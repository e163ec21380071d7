"""The web server, as `deploy/acquaint.service` starts it.

One request at a time in each process, no threads: nginx takes slow visitors upon itself, a process keeps its one
database connection for good, and SQLite meets as few writers as there are processes. The application is loaded after the
fork, so that no connection and no worker thread (WORKER=thread) is inherited.
"""

import multiprocessing
import os

from network.common import logging

bind = "127.0.0.1:8000"  # only where systemd hands over no socket
workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count() + 1))
worker_class = "sync"
preload_app = False
timeout = 30
graceful_timeout = 25
max_requests = 5000  # what leaks in a library is forgotten
max_requests_jitter = 1000  # and not in all processes at once
worker_tmp_dir = "/dev/shm"  # noqa: S108  a sign of life, which must not wait for a disk
limit_request_line = 4094
limit_request_fields = 60

# Acquaint writes a line for each answer; gunicorn's own, with the whole address in it, stays off.
logconfig_dict = logging.configuration("json", "INFO")
logconfig_dict["loggers"] |= {
    "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
    "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
}
