"""The product's settings in demo mode, with a temporary data directory."""

import atexit
import os
import shutil
import tempfile

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="acquaint-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("DEMO", "1")
os.environ["SITE_URL"] = "http://localhost:8000"
os.environ["EMAIL_URL"] = "capture://"
os.environ["METRICS_TOKEN"] = "a-token-of-the-tests"
os.environ["OIDC_ISSUER"] = "http://127.0.0.1:9"
os.environ["OIDC_CLIENT_ID"] = "acquaint"
os.environ["OIDC_CLIENT_SECRET"] = "a-secret-of-the-tests"
os.environ["OIDC_NAME"] = "School"
os.environ["OIDC_DOMAINS"] = "school.example"

from network.settings import *  # noqa: F403

ESP_NAME = "postmark"  # its webhooks are tested; outgoing e-mail is captured
ANYMAIL["WEBHOOK_SECRET"] = ["postmark:a-secret-of-the-tests"]  # noqa: F405
# An in-memory database shares one connection among the threads of a live server, which then lock each other out.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_FILE", ":memory:")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The frozen clock of the tests may be years ahead of the system clock or behind it.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365 * 10
