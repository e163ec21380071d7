"""Creates the virtual environment and installs a lock file into it. Uses the standard library alone.

bin/check, bin/demo and docs/deploy.md share it. Run as a script it installs the lock that it is given, or the runtime lock.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, REDIS = "requirements.txt", "requirements-redis.txt"
SIMULATION, DEVELOPMENT = "requirements-simulation.txt", "requirements-dev.txt"
INCLUDED = {
    RUNTIME: [],
    REDIS: [RUNTIME],
    SIMULATION: [REDIS, RUNTIME],
    DEVELOPMENT: [SIMULATION, REDIS, RUNTIME],
}  # the locks that each contains
EXTRAS = {
    "psycopg[binary]": "psycopg, psycopg_binary",
    "django-allauth[mfa]": "fido2",
    "whitenoise[brotli]": "brotli",
    "pyjwt[crypto]": "jwt, cryptography",
}
"""What each dependency with an extra lets us import: `pip check` does not notice a missing extra."""


class SetupError(Exception):
    """Something that the scripts need is missing or failed; the message is one sentence."""


def ensure(lock: str, venv: Path = VENV, python: str = sys.executable) -> bool:
    """Install a lock file into `venv`, which `python` creates where it is missing.

    Returns False if that lock was installed already. Raises `SetupError` if a step fails.
    """
    if is_installed(lock, venv):
        return False
    if not (venv / "bin" / "python").exists():
        _create(venv, python)
    _call(install_command(venv / "bin" / "python", ROOT / lock), f"{lock} could not be installed")
    verify(venv / "bin" / "python", lock)
    for name in [lock, *INCLUDED[lock]]:
        _stamp(name, venv).write_text(_digest(name))
    return True


def install_command(python: Path, lock: Path) -> list[str]:
    """The lock is complete, so pip resolves nothing: a release made after the lock changes nothing."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*pip, "--no-deps", "--require-hashes", "-r", str(lock)]


def verify(python: Path, lock: str) -> None:
    """Raises `SetupError` if an installed package lacks a dependency or an extra."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    _call([*pip, "check"], f"{lock} does not fit what is installed (an old environment: delete it first)")
    for requirement, modules in EXTRAS.items():
        failure = f"{lock} is incomplete: “import {modules}”, which {requirement} provides, fails"
        _call([str(python), "-c", f"import {modules}"], failure)


def is_installed(lock: str, venv: Path = VENV) -> bool:
    stamp = _stamp(lock, venv)
    return (venv / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == _digest(lock)


def _create(venv: Path, python: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  this file is run by whatever Python the user has
        raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise SetupError("This Python comes without venv: install Debian's package python3-venv.")
    _call([python, "-m", "venv", "--clear", str(venv)], f"{venv} could not be created")


def _call(command: list[str], failure: str) -> None:
    """What `pip check` prints when all is well is noise, so standard output is shown after a failure only."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SetupError(f"{failure}: see the output above.\n{done.stdout}".rstrip())


def _stamp(lock: str, venv: Path) -> Path:
    return venv / f"{lock}.sha256"


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        ensure(*sys.argv[1:2] or [RUNTIME])
    except SetupError as problem:
        sys.exit(f"bin/environment.py: {problem}")
