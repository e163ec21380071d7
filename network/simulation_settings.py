"""The settings of a process that simulates: those of the site, with a database, a queue and a mail server of its own."""

from network.settings import *  # noqa: F403
from network.settings import DATABASES, TASKS

TASKS["default"] = {"BACKEND": "network.simulation.queue.WokenTasks"}
EMAIL_BACKEND = "network.simulation.mail.CountingEmailBackend"
MAIL_SPREAD_SECONDS = 0
# What is lost with the machine is simulated again: nothing waits for the disk.
DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
