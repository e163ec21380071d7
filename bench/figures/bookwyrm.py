"""P16: the inbox against the notifications page of BookWyrm. Not part of a run: BookWyrm is no package of PyPI or Debian.

The package of that name on PyPI is a library for clients. The social network is installed from its repository alone, and needs
PostgreSQL, Redis, Celery, a domain and compiled themes, so a measurement does not install it.

To measure it by hand: install BookWyrm from its repository with its production settings; give a user 20 notifications and
a member 20 invitations; start both sites on the same machine with one gunicorn worker of the same kind; request both pages
signed in, in turns of 30, and divide the times of each turn. An item of BookWyrm's page is one notification.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.run import Row, Run

NOT_MEASURED = "not measured: BookWyrm is no package, bench/figures/bookwyrm.py says how"


def measure(run: Run) -> Iterator[Row]:
    yield Row("inbox, against BookWyrm's notifications", "≥ 20", None, note=NOT_MEASURED)
    yield Row("an invitation, against a notification", "≥ 8", None, note=NOT_MEASURED)
