"""Reports of errors to the Sentry that SENTRY_DSN names: where in the code, and nothing of whom. Loaded with that setting alone.

The text of an exception, the values of a log line and the variables of a function may hold a name, a note or an address, so none
leaves this machine; the log has the scrubbed text. Sentry's own integrations, which collect requests, are not used.
"""

from __future__ import annotations

import logging
from typing import Any

import sentry_sdk
from sentry_sdk.utils import event_from_exception

from network.common.logging import scrub

log = logging.getLogger(__name__)
SECONDS_TO_END = 2
NOT_REPORTED = "django.security"
"""Requests that were refused: an error of whoever sent them."""
FRAME = ("filename", "function", "module", "lineno", "pre_context", "context_line", "post_context", "in_app")
EVENT = (
    "event_id", "timestamp", "level", "platform", "logger", "logentry", "exception", "transaction", "tags", "server_name",
    "environment", "sdk",
)  # fmt: skip
OPTIONS: dict[str, Any] = {
    "default_integrations": False,
    "auto_enabling_integrations": False,
    "auto_session_tracking": False,
    "enable_backpressure_handling": False,
    "include_local_variables": False,
    "max_breadcrumbs": 0,
    "max_request_body_size": "never",
    "release": "",
    "send_client_reports": False,
    "shutdown_timeout": SECONDS_TO_END,
    "in_app_include": ["network", "invitations", "notifications"],
}


class Handler(logging.Handler):
    """Sends each record to Sentry from a thread of its own; one that cannot be sent is lost."""

    def __init__(self, dsn: str, site: str) -> None:
        super().__init__(logging.ERROR)
        self.client = sentry_sdk.Client(dsn=dsn, server_name=site, before_send=_only_allowed, **OPTIONS)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(NOT_REPORTED):
            return
        try:
            self.client.capture_event(describe(record, self.client.options))
        except Exception as error:
            log.warning("An error could not be reported: %s", type(error).__name__)

    def close(self) -> None:
        self.client.close(timeout=SECONDS_TO_END)
        super().close()


def describe(record: logging.LogRecord, options: dict[str, Any]) -> Any:
    """The event of a record: its place in the code, its exception, its route and status, and its text without the values."""
    has_values = bool(record.args) and isinstance(record.msg, str)  # else some may be in the text itself
    event: dict[str, Any] = {
        "level": record.levelname.lower(),
        "logger": record.name,
        "logentry": {
            "message": record.msg
            if has_values
            else f"{record.module}.{record.funcName}, line {record.lineno}"
        },
        "tags": {"status": getattr(record, "status_code", None)},
    }
    if match := getattr(getattr(record, "request", None), "resolver_match", None):
        event["transaction"] = match.view_name
    if record.exc_info and record.exc_info[0]:
        event["exception"] = event_from_exception(record.exc_info, options)[0]["exception"]
    return event


def _only_allowed(event: Any, _hint: object) -> Any:
    """The event with the fields of EVENT alone, scrubbed as every line of the log."""
    allowed = {name: event[name] for name in EVENT if name in event}
    if "exception" in event:
        allowed["exception"] = {"values": [_without_values(each) for each in event["exception"]["values"]]}
    return _scrubbed(allowed)


def _without_values(exception: dict[str, Any]) -> dict[str, Any]:
    """Type and stack of an exception, without its text."""
    frames = (exception.get("stacktrace") or {}).get("frames") or []
    return {
        "type": exception["type"],
        "module": exception["module"],
        "stacktrace": {"frames": [{name: frame.get(name) for name in FRAME} for frame in frames]},
    }


def _scrubbed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _scrubbed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_scrubbed(part) for part in value]
    return scrub(value) if isinstance(value, str) else value
