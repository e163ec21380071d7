"""Installs locust into an environment of its own, and runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.bin.scripts import ROOT, load

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
LOCUSTFILE = Path(__file__).with_name("locustfile.py")

Responses = dict[str, list[tuple[int, float]]]
"""By name: status code (0 without a response) and milliseconds of each."""


def locust() -> Path:
    """The program, whose environment is made where it is missing."""
    folder = ROOT / "var" / f"locust-{sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]}"
    stamp = folder / "installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = load("environment").install_command
        subprocess.run(install(folder / "bin" / "python", REQUIREMENTS), check=True, capture_output=True)
        stamp.touch()
    return folder / "bin" / "locust"


def run(folder: Path, seconds: int, scenario: dict[str, Any]) -> Responses:
    """Let the members of the sessions in `scenario` use the site for so long. Raises `AssertionError` if locust fails."""
    file = folder / "load.json"
    file.write_text(json.dumps(scenario))
    users, variables = str(len(scenario["sessions"])), os.environ | {"LOAD": str(file)}
    options = ["--headless", "--users", users, "--spawn-rate", users, "--run-time", f"{seconds}s"]
    options += ["--stop-timeout", "10", "--only-summary", "--exit-code-on-error", "0"]
    command = [str(locust()), "--locustfile", str(LOCUSTFILE), *options]
    done = subprocess.run(command, env=variables, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    responses = json.loads(file.with_suffix(".done").read_text())
    return {name: [tuple(each) for each in some] for name, some in responses.items()}
