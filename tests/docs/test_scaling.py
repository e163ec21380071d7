"""Settings, files and tests that docs/scaling.md names exist."""

import re

from tests.bin.scripts import ROOT

DOC = (ROOT / "docs" / "scaling.md").read_text()


def test_every_named_setting_exists():
    known = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    named = set(re.findall(r"^([A-Z_]+)=", DOC, re.MULTILINE)) | set(re.findall(r"`([A-Z_]{6,})[`=]", DOC))
    assert {"TASKS_URL", "PGBOUNCER", "DATABASE_REPLICA_URL"} <= named
    assert named - {"WEB_CONCURRENCY", "CONN_MAX_AGE", "REPLICATION"} <= known


def test_every_named_file_exists():
    named = re.findall(r"(?:bin|network/common|tests)/[\w.]*\w", DOC)
    assert [name for name in named if name != "bin/python" and not (ROOT / name).exists()] == []
