"""A web process has in memory what it uses: packages for Redis, mail providers, Prometheus and Sentry only where there is one."""

import os
import subprocess
import sys

import pytest

PROGRAM = "import sys, django; django.setup(); import network.urls; print(*sys.modules)"
PROVIDER = {"EMAIL_URL": "anymail://postmark", "ANYMAIL_WEBHOOK_SECRET": "postmark:0123456789abcdef"}


OPTIONAL = {"redis", "requests", "prometheus_client", "sentry_sdk"}


@pytest.mark.parametrize(
    ("variables", "loaded"),
    [
        ({}, set()),
        (PROVIDER, {"requests"}),
        ({"METRICS_TOKEN": "0123456789abcdefghij"}, {"prometheus_client"}),
        ({"SENTRY_DSN": "https://0123456789abcdef@sentry.example.org/7"}, {"sentry_sdk"}),
    ],
    ids=["none", "provider", "metrics", "sentry"],
)
def test_what_is_loaded(tmp_path, variables, loaded):
    site = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "network.settings", "DATA_DIR": str(tmp_path)}  # fmt: skip
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=site | variables, capture_output=True, text=True)
    assert OPTIONAL & set(done.stdout.split()) == loaded, done.stderr
