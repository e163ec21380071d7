"""All checks of `manage.py doctor`, by the subject under which their answers stand."""

from __future__ import annotations

from collections.abc import Iterator

from network.web.checks import dns, installation, running
from network.web.checks.finding import Check, Finding, error

CHECKS: dict[str, Check] = {
    "address": installation.address,
    "database": installation.database,
    "migrations": installation.migrations,
    "clock": installation.clocks,
    "worker": installation.workers,
    "mail": installation.mail,
    "keys": installation.keys,
    "static": installation.static_files,
    "disk": installation.disks,
    "files": installation.permissions,
    "backup": installation.backups,
}
ASKING_OTHERS: dict[str, Check] = {"DNS": dns.sender_domain}
"""They ask servers of others, which may take seconds."""


def findings(*, offline: bool = False) -> Iterator[tuple[str, Finding]]:
    """Each answer with its subject. A check that fails is an error, and the others go on."""
    for problem in (problem for check in running.CHECKS for problem in check()):
        yield "ready", error(problem)
    for subject, check in (CHECKS | ({} if offline else ASKING_OTHERS)).items():
        try:
            for finding in check():
                yield subject, finding
        except Exception as problem:
            yield subject, error(f"This could not be found out: {type(problem).__name__}: {problem}")
