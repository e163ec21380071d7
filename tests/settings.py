"""The product's settings, with a demo's clock and a data directory of the tests' own."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="acquaint-tests-"))
os.environ.setdefault("DEMO", "1")
os.environ["SITE_URL"] = "http://localhost:8000"
os.environ["EMAIL_URL"] = "capture://"

from network.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
