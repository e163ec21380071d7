from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.bin.scripts import load
from tests.container.containers import running_site
from tests.container.engine import Engine

PROGRAMS = ("mmdebstrap", "buildah", "podman", "runc", "caddy", "redis-server")


@pytest.fixture(scope="session")
def engine():
    """With the image. pytest closes its own folders to other users, of which the containers are one."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing or load("postgres").find() is None:
        pytest.skip(f"needs PostgreSQL and {', '.join(PROGRAMS)}; bin/check installs them")
    folder = Path(tempfile.mkdtemp(prefix="acquaint-image-"))
    folder.chmod(0o755)
    engine = Engine(folder)
    try:
        engine.make_base()
        engine.build()
        yield engine
    finally:
        engine.close()


@pytest.fixture(scope="session")
def site(engine, tmp_path_factory):
    with running_site(engine, tmp_path_factory.mktemp("site")) as site:
        yield site
