"""The product's settings, with a demo's clock and a data directory of the tests' own."""

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

from network.settings import *  # noqa: F403

ESP_NAME = "postmark"  # its reports are heard; what is sent is captured
ANYMAIL["WEBHOOK_SECRET"] = ["postmark:a-secret-of-the-tests"]  # noqa: F405
# In memory the threads of a served site share one connection, and lock each other out as no site of ours does.
if "TEST_DATABASE_FILE" in os.environ and DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE_FILE"]}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_AGE = (
    60 * 60 * 24 * 365 * 10
)  # the tests' clock stands still, ahead of the machine's or behind it
