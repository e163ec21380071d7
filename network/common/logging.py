"""What the processes say on stderr: one line for each thing, and nothing in it that opens a door or names a person."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

FORMATS = ("json", "line")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
OUR_FIELDS = ("method", "route", "status", "ms")

# What is taken out of every line, in this order. A link of an e-mail acts for whoever holds it.
SECRETS = [
    (re.compile(r"(?i)(cookie|authorization)(['\"]?\s*[:=]).*"), r"\1\2 …"),
    (
        re.compile(r"(?i)\b((?:__host-)?(?:session|csrf)|csrfmiddlewaretoken|\w*password\w*)=[^\s&;]+"),
        r"\1=…",
    ),
    (re.compile(r"(?i)(/(?:i|u)/|/confirm-email/|/reset/key/)[^/\s'\"<>?]+"), r"\1…"),
    (re.compile(r"(?<=[\w/.:%~-])\?[^\s'\"<>)]+"), "?…"),
    (re.compile(r"[\w.-]+(?:(?::|%3[Aa])[\w-]{6})?(?::|%3[Aa])[\w-]{43}(?![\w-])"), "…"),  # what Django signs
    (re.compile(r"(?m)^DETAIL:.*$"), "DETAIL: …"),
    (re.compile(r"(?:\"[^\"\n]+\"|[^\s<>()\[\]{},;:/@'\"=]+)(?:@|%40)(?=[\w\[])"), "…@"),
]


def scrub(text: str) -> str:
    """Without tokens, query strings, cookies, credentials, row contents, and the local part of e-mail addresses."""
    for secret, instead in SECRETS:
        text = secret.sub(instead, text)
    return text


class LineFormatter(logging.Formatter):
    """For people: one line, then the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class JSONFormatter(JsonFormatter):
    """For machines: one object on one line, with these fields alone and never a request whole."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        said = log_data | {"time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")}
        wanted = ("time", "level", "logger", "message", "exc_info", *OUR_FIELDS)
        log_data.clear()
        log_data.update((name, _clean(said[name])) for name in wanted if said.get(name) is not None)


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


def configuration(form: str, level: str) -> dict[str, Any]:
    """For `logging.config`: everything of every library goes to stderr through one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": dict(FORMATTERS[form])},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django": {"handlers": [], "level": level}},
    }


class RequestLogMiddleware:
    """One line for each answer: method, route, status, milliseconds. Neither path nor person."""

    log = logging.getLogger("network.requests")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        said = {
            "method": request.method,
            "route": request.resolver_match.view_name if request.resolver_match else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000, 1),
        }
        self.log.info("%(method)s %(route)s %(status)s %(ms)s ms", said, extra=said)
        return response
