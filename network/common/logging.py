"""Logging to stderr, as JSON or lines, without secrets, credentials and personal data."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from network.common.call_stack import in_one_chunk

FORMATS = ("json", "line")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REQUEST_FIELDS = ("method", "route", "status", "ms")

_NOT_LOCAL = r"\s<>()\[\]{},;:/@'\"="


def _without_value(assignment: re.Match[str]) -> str:
    name = assignment[1].lower()
    secret = "password" in name or name in ("session", "csrf", "csrfmiddlewaretoken")
    return f"{assignment[1]}=…" if secret else assignment[0]


# Patterns that are removed from every line, in this order. The token of an e-mail link acts like a password. Strangers
# choose what is logged, so each pattern reads a text once: a run of characters is tried at its beginning alone, and
# never a second time (possessive).
SECRETS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?i)(cookie|authorization)(['\"]?\s*[:=]).*"), r"\1\2 …"),
    (re.compile(r"\b(\w++)=[^\s&;]+"), _without_value),
    (
        re.compile(
            r"(?i)(/(?:i|u|join|card|not-me|welcome|joining/link)/|/confirm-email/|/reset/key/)[^/\s'\"<>?]+"
        ),
        r"\1…",
    ),
    (re.compile(r"(?<=[\w/.:%~-])\?[^\s'\"<>)]+"), "?…"),
    (
        re.compile(r"(?<![\w.-])[\w.-]++(?:(?::|%3[Aa])[\w-]{6})?(?::|%3[Aa])[\w-]{43}(?![\w-])"),
        "…",
    ),  # values signed by Django
    (re.compile(r"(?m)^DETAIL:.*$"), "DETAIL: …"),
    (
        re.compile(
            rf'(?:"[^"\n]++"|(?:(?<=%40)|(?<![^{_NOT_LOCAL}]))(?:[^{_NOT_LOCAL}%]|%(?!40))++)(?:@|%40)(?=[\w\[])'
        ),
        "…@",
    ),
]


def scrub(text: str) -> str:
    """Remove tokens, query strings, cookies, credentials, row contents and the local part of e-mail addresses."""
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text


class LineFormatter(logging.Formatter):
    """One line for people to read, followed by the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class JSONFormatter(JsonFormatter):
    """One JSON object per line with a fixed set of fields: the `request` that Django attaches is left out."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        values = log_data | {"time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")}
        allowed = ("time", "level", "logger", "message", "exc_info", *REQUEST_FIELDS)
        log_data.clear()
        log_data.update((name, _clean(values[name])) for name in allowed if values.get(name) is not None)


def _clean(value: Any) -> Any:
    return value if isinstance(value, int | float) else scrub(str(value))


FORMATTERS: dict[str, dict[str, Any]] = {
    "json": {
        "()": "network.common.logging.JSONFormatter",
        "fmt": "{levelname}{name}{message}",
        "style": "{",
        "rename_fields": {"levelname": "level", "name": "logger"},
        "json_ensure_ascii": False,
    },
    "line": {
        "()": "network.common.logging.LineFormatter",
        "fmt": "{asctime} {levelname} {name}: {message}",
        "style": "{",
    },
}


def configuration(log_format: str, level: str, reports: dict[str, str] | None = None) -> dict[str, Any]:
    """The dictionary for `logging.config`: all loggers write to stderr through one formatter of FORMATS.

    With `reports`, errors also go to `network.common.error_reports.Handler` with these arguments.
    """
    handlers: dict[str, Any] = {"stderr": {"class": "logging.StreamHandler", "formatter": "default"}}
    if reports:
        handlers["reports"] = {"class": "network.common.error_reports.Handler", **reports}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"default": dict(FORMATTERS[log_format])},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": level},
        "loggers": {"django": {"handlers": [], "level": level}},
    }


class RequestLogMiddleware:
    """Logs one line per response: method, route name, status, milliseconds; neither path nor member."""

    log = logging.getLogger("network.requests")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @in_one_chunk
    def __call__(self, request: HttpRequest) -> HttpResponse:
        started_at = time.perf_counter()
        response = self.get_response(request)
        fields = {
            "method": request.method,
            "route": request.resolver_match.view_name if request.resolver_match else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - started_at) * 1000, 1),
        }
        self.log.info("%(method)s %(route)s %(status)s %(ms)s ms", fields, extra=fields)
        return response
