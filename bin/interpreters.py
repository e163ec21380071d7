"""Finds other versions of Python on this machine: in PATH, or among those that pyenv installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import environment


def find(version: str, path: str, home: Path) -> Path | None:
    """The interpreter of a version such as "3.12" that can create virtual environments."""
    in_path = shutil.which(f"python{version}", path=path)
    installed = sorted((home / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    candidates = [*([Path(in_path)] if in_path else []), *reversed(installed)]
    return next((each for each in candidates if _is_usable(each, version)), None)


def _is_usable(python: Path, version: str) -> bool:
    """pyenv's shim in PATH exists for versions that are not switched on, and fails."""
    code = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() == version


def development_environment(python: Path, folder: Path) -> Path:
    """Installs the development lock for `python` into `folder`; returns the folder of its programs.

    Raises `environment.SetupError` if a step fails.
    """
    environment.ensure(environment.DEVELOPMENT, folder, str(python))
    return folder / "bin"
