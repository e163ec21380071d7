"""Copies of the checkout in a scratch folder, so that the checkout itself is never edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from mutation import targets

SOURCES = ("network", "invitations", "notifications", "templates", "locale", targets.TESTS)
SUFFIXES = (".py", ".html", ".txt", ".po", ".toml")
FEWER_SCENARIOS = {"WORLD_SCRIPTS": "4", "PAIR_SCRIPT_STEPS": "2"}
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "__pycache__", "*.pyc", ".*_cache", ".coverage*", "node_modules", "staticfiles"
)


def copy(root: Path, target: Path) -> Path:
    """The checkout as it is now, with its translations compiled."""
    shutil.copytree(root, target, ignore=LEFT_OUT, symlinks=True)
    subprocess.run([sys.executable, "bin/messages", "compile"], cwd=target, check=True)
    return target


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def digest_of_tree(root: Path) -> str:
    """The digest of every file that can change an outcome: product, templates, translations and the tests that are run."""
    unused = {root / folder for folder in targets.SKIPPED_TESTS if folder != targets.RACES}
    whole = sha256()
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and not unused & set(path.parents):
                whole.update(f"{path.relative_to(root)} {digest(path)}\n".encode())
    return whole.hexdigest()


def environment(copy_: Path, scratch: Path, **settings: str) -> dict[str, str]:
    """The environment variables of the tests in a copy: its own temporary files, none of the machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    temporary = scratch / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return kept | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(copy_ / "bin"),
        "TMPDIR": str(temporary),
        "DATA_DIR": str(scratch / "data"),
        **FEWER_SCENARIOS,
        **settings,
    }
