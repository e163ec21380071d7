"""The shipped settings, and the trap."""

from network.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.kill"]  # noqa: F405
