"""The virtual environment beside the code, shared by the scripts here. Standard library alone."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
INCLUDED = {RUNTIME: [], DEVELOPMENT: [RUNTIME]}  # the development lock holds the runtime lock


class Unusable(Exception):
    """One sentence on what stands in the way."""


def ensure(lock: str, venv: Path = VENV) -> bool:
    """Install a hashed lock unless it is installed already. True where there was something to do."""
    if is_installed(lock, venv):
        return False
    if not (venv / "bin" / "python").exists():
        _make(venv)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", str(ROOT / lock)]).returncode:
        raise Unusable(f"{lock} could not be installed: pip says why, above.")
    for name in [lock, *INCLUDED[lock]]:
        _stamp(name, venv).write_text(_digest(name))
    return True


def is_installed(lock: str, venv: Path = VENV) -> bool:
    stamp = _stamp(lock, venv)
    return (venv / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == _digest(lock)


def _make(venv: Path) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts it has the Python that they have
        raise Unusable(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Unusable("This Python comes without venv: install Debian's package python3-venv.")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)]).returncode:
        raise Unusable(f"{venv} could not be made: Python says why, above.")


def _stamp(lock: str, venv: Path) -> Path:
    return venv / f"{lock}.sha256"


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
