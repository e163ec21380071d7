"""The settings of a site in production, with the pages that the figures are compared with."""

import os

from network.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
if "BENCH_REDIS_URL" in os.environ:  # where sessions are with Redis, beside those of a site without
    CACHES["redis"] = CACHES["default"] | {  # noqa: F405
        "BACKEND": "network.common.redis_cache.TolerantRedisCache",
        "LOCATION": os.environ["BENCH_REDIS_URL"],
    }
    SESSION_CACHE_ALIAS = "redis"
