"""Configuration of gunicorn, which `deploy/acquaint.service` starts.

Each process handles one request at a time, without threads: nginx buffers slow clients, every process keeps one
persistent database connection, and SQLite has no more writers than there are processes. The application is loaded after
the fork, so that no connection and no worker thread (WORKER=thread) is inherited.
"""

import multiprocessing
import os

from network.common import logging

bind = "127.0.0.1:8000"  # only used without a socket from systemd
workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count() + 1))
worker_class = "sync"
preload_app = False
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
