"""What web processes count while they serve."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, values
from prometheus_client.multiprocess import MultiProcessCollector

from network.web.metrics import processes

if processes.are_many():
    values.ValueClass = values.MultiProcessValue(processes.identifier)  # type: ignore[no-untyped-call]
disable_created_metrics()  # type: ignore[no-untyped-call]

_registry = CollectorRegistry()
requests = Histogram(
    "acquaint_request_seconds",
    "Time of a request, by the name of its route and the class of its status.",
    ["route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_registry,
)
failed_sign_ins = Counter(
    "acquaint_failed_sign_ins",
    "Wrong passwords and wrong codes of the second step.",
    ["step"],
    registry=_registry,
)
_passwords, _codes = (failed_sign_ins.labels(step) for step in ("password", "code"))


def registry() -> CollectorRegistry:
    """A new registry with the counts of all processes."""
    found = CollectorRegistry()
    if processes.are_many():
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    else:
        found.register(requests)
        found.register(failed_sign_ins)
    return found


def connect() -> None:
    """Count failed sign-ins."""
    user_login_failed.connect(_count_password, dispatch_uid="metrics")
    authentication_failed.connect(_count_code, dispatch_uid="metrics")


def _count_password(**_details: Any) -> None:
    _passwords.inc()


def _count_code(**_details: Any) -> None:
    _codes.inc()
