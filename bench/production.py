"""The environment variables of a site in production, for the processes that measure."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "bench"
"""What is made once and used by later runs: seeded databases, and the environment of the peers."""
HOST = "bench.example.org"
LOG = "bench.log"


def variables(data_dir: Path, database_url: str) -> dict[str, str]:
    """This process's variables without its own settings, and those of a site behind a proxy with https.

    The key is always the same, because seeded databases know which one they were made with.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "SITE_URL": f"https://{HOST}",
        "SECRET_KEY": sha256(b"only for measurements").hexdigest(),
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "MAIL_SPREAD_SECONDS": "0",
    }
