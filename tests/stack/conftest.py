from __future__ import annotations

import pytest

from tests.bin.scripts import load
from tests.stack.services import running_services


@pytest.fixture
def services(tmp_path, request):
    """All services; with indirect parameters also these of `parts`."""
    nginx = load("servers").find("nginx")
    if nginx is None or load("postgres").find() is None:
        pytest.skip("needs nginx and PostgreSQL; bin/check installs both")
    with running_services(tmp_path, nginx, getattr(request, "param", ())) as services:
        yield services
