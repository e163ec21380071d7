"""The default limits and cache, with periods of an hour, so that a slow machine does not outlast them."""

import os
import re

from network.settings import *  # noqa: F403
from network.settings import ACCOUNT_RATE_LIMITS as DEFAULT_LIMITS

ACCOUNT_RATE_LIMITS = {
    action: re.sub(r"/\d*[smh]/", "/1h/", limits) for action, limits in DEFAULT_LIMITS.items() if limits
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("LOCAL_CACHE"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
