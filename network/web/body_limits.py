"""How large the body of a request may be; nginx has the same limits (deploy/acquaint.nginx.conf).

Django parses a form before it looks for the member, and reading a hostile one takes almost a second per megabyte.
DATA_UPLOAD_MAX_MEMORY_SIZE counts no files and no headers of parts.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

BODY_LIMIT = 64 * 1024
"""Bytes. The largest form without an upload is that of a member in the admin: 30 KB, all of it emoji."""
UPLOAD_LIMIT = 3 * 1024 * 1024
LARGER_FOR_MEMBERS = frozenset(
    {"members:edit_profile", "invitations:send_by_email", "notifications:preview_by_email"}
)
"""URL names with UPLOAD_LIMIT: photos, address books, and a thousand pasted addresses (1.4 MB)."""
IMPORT_LIMIT = 16 * 1024 * 1024
IMPORTS = "admin:members_memberimport_add"
"""Files of members, for staff: 30,000 lines and more."""
WEBHOOKS = "anymail"
"""The namespace of the webhooks, which check their secret before they read: DATA_UPLOAD_MAX_MEMORY_SIZE."""


class BodyLimitMiddleware:
    """Answers 413 to a body that is larger than its URL needs, without reading it.

    Must follow the middleware that sets `request.user` and the language. The views of the CSRF check, of forms and of the
    limit on verbs read the body after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        size = int(length[:16]) if length.isdecimal() else 0  # a body without a length is not read at all
        if size > BODY_LIMIT and size > _larger_limit(request):
            return render(request, "413.html", status=413)
        return self.get_response(request)


def _larger_limit(request: HttpRequest) -> int:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return BODY_LIMIT
    if match.namespace == WEBHOOKS:
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if match.view_name == IMPORTS and getattr(request.user, "is_staff", False):
        return IMPORT_LIMIT
    is_upload = match.view_name in LARGER_FOR_MEMBERS and request.user.is_authenticated
    return UPLOAD_LIMIT if is_upload else BODY_LIMIT
