"""The shipped limits in the shipped cache, over an hour each, so that no slow machine outlasts them."""

import os
import re

from network.settings import *  # noqa: F403
from network.settings import ACCOUNT_RATE_LIMITS as SHIPPED

ACCOUNT_RATE_LIMITS = {action: re.sub(r"/\d*[smh]/", "/1h/", limits) for action, limits in SHIPPED.items()}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("CARELESS"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
