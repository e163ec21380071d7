"""Impersonation: under `/as/<handle>/` the whole site is shown as that member sees it, several at once in one browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix, set_script_prefix

from network.members.models import Member
from notifications.views import SANDBOX

PERSONA_PATH = re.compile(r"(?P<prefix>/as/(?P<handle>[-\w]+))(?P<path>/.*)")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PersonaMiddleware:
    """Moves the prefix `/as/<handle>` from the path to SCRIPT_NAME, so that all links keep it.

    Cookies are separated by persona, in name and path: session, messages and CSRF token.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = PERSONA_PATH.fullmatch(request.path_info)
        if match is None:
            return self._respond_to_visitor(request)
        prefix, handle = match["prefix"], match["handle"]
        request.persona = handle  # type: ignore[attr-defined]
        request.path_info = request.META["PATH_INFO"] = match["path"]
        request.META["SCRIPT_NAME"] = prefix
        request.COOKIES = _persona_cookies(request.COOKIES, handle)
        with _script_prefix(prefix):
            response = self.get_response(request)
        _rename_cookies(response, handle, prefix)
        _rewrite_email_links(response, prefix)
        return response

    def _respond_to_visitor(self, request: HttpRequest) -> HttpResponseBase:
        """Links of e-mails to any address open where the e-mail is shown, in a frame too."""
        response = self.get_response(request)
        if request.path_info.startswith("/demo/mail/"):
            _rewrite_email_links(response, "")
        return response


class PersonaUserMiddleware:
    """Sets `request.user` to the persona. Raises `Http404` for an unknown handle."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if handle := getattr(request, "persona", ""):
            request.user = get_object_or_404(Member.objects.joined(), handle=handle)
        return self.get_response(request)


@contextmanager
def _script_prefix(prefix: str) -> Iterator[None]:
    previous = get_script_prefix()
    set_script_prefix(f"{prefix}/")
    try:
        yield
    finally:
        set_script_prefix(previous)


def _persona_cookies(cookies: dict[str, str], handle: str) -> dict[str, str]:
    """The cookies of this persona, under their original names."""
    suffix = f"-as-{handle}"
    return {name.removesuffix(suffix): value for name, value in cookies.items() if name.endswith(suffix)}


def _rename_cookies(response: HttpResponseBase, handle: str, prefix: str) -> None:
    """Add the handle to the name of each cookie and limit it to the persona's path."""
    for name in list(response.cookies):
        morsel = response.cookies.pop(name)
        attributes = {field: value for field, value in morsel.items() if value and field != "path"}
        response.cookies[f"{name}-as-{handle}"] = morsel.value
        response.cookies[f"{name}-as-{handle}"].update(attributes | {"path": f"{prefix}/"})


def _rewrite_email_links(response: HttpResponseBase, prefix: str) -> None:
    """Let links in e-mails that a page displays open under the prefix, in the surrounding frame; removes the sandbox."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or not isinstance(response, HttpResponse):
        return
    if policy := response.headers.get("Content-Security-Policy"):
        response.headers["Content-Security-Policy"] = policy.replace(f"; sandbox {SANDBOX}", "")
    page = response.content.decode()
    for original, replacement in {
        f'href="{settings.SITE_URL}/': f'href="{prefix}/',
        '<base target="_top">': '<base target="_parent">',
        f' sandbox="{SANDBOX}"': "",
    }.items():
        page = page.replace(original, replacement)
    response.content = page.encode()
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
