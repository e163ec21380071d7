"""An SMTP server in a process of its own, which takes every e-mail and keeps none."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.production import ROOT
from bin.ports import free_port

READY = "ready"


@contextmanager
def running() -> Iterator[None]:
    """Start it; this process, and those that it starts from now on, send to it."""
    from django.test import override_settings  # noqa: PLC0415  (settings are read when it is used)

    port = free_port()
    command = [sys.executable, "-m", "bench.mail_sink", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
            yield
    finally:
        process.stdin.close()
        process.wait()


@contextmanager
def counted_connections() -> Iterator[list[int]]:
    """A list that gets an entry whenever this process connects to an SMTP server."""
    connect, made = smtplib.SMTP.connect, [0]

    def counting(self: smtplib.SMTP, *arguments: object, **options: object) -> object:
        made[0] += 1
        return connect(self, *arguments, **options)

    smtplib.SMTP.connect = counting
    try:
        yield made
    finally:
        smtplib.SMTP.connect = connect


def main(port: str) -> None:
    from aiosmtpd.controller import Controller  # noqa: PLC0415  only in the process of the sink
    from aiosmtpd.handlers import Sink  # noqa: PLC0415

    controller = Controller(Sink(), hostname="127.0.0.1", port=int(port))
    controller.start()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    sys.stdin.read()  # until the other side closes it
    controller.stop()


if __name__ == "__main__":
    main(sys.argv[1])
