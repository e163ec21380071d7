"""The product's settings, plus the app that kills the worker."""

from network.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.kill"]  # noqa: F405
