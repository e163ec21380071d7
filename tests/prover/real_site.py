"""The demo of the product on a free port, with other settings."""

from __future__ import annotations

import subprocess
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.ports import free_port
from tests.bin.scripts import ROOT, load

PATIENCE = 60  # seconds


@contextmanager
def running(data: Path, **variables: str) -> Iterator[str]:
    """Its URL. The processes are those of bin/demo, with these variables beside theirs."""
    demo, options = load("demo"), Namespace(host="127.0.0.1", port=free_port())
    data.mkdir()
    settings = demo.settings_for(options, data) | variables
    demo.prepare_database(data, settings)
    demo.collect_static(settings)
    processes = [
        subprocess.Popen(command, env=settings, cwd=ROOT, start_new_session=True)
        for command in demo.commands(options).values()
    ]
    try:
        wait_for(demo, settings["SITE_URL"])
        yield settings["SITE_URL"]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(PATIENCE)


def wait_for(demo, url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not demo.is_serving(url):
        assert time.monotonic() < deadline, "the demo did not start"
        time.sleep(0.1)
