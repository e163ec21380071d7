"""Several people in one browser: under `/as/<handle>/` lies the whole app as that member sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix, set_script_prefix

from network import clock
from network.demo.context import SEEN
from network.members.models import Member

ADDRESS = re.compile(r"(?P<base>/as/(?P<handle>[-\w]+))(?P<rest>/.*)")
Answer = Callable[[HttpRequest], HttpResponseBase]


class PersonaMiddleware:
    """Moves the prefix from the path to the script's name, so that every link stays on this side.

    Each side has cookies of its own, by name and path: session, messages and token never meet another side's.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = ADDRESS.fullmatch(request.path_info)
        if found is None:
            return self.get_response(request)
        base, request.persona = found["base"], found["handle"]  # type: ignore[attr-defined]
        request.path_info = request.META["PATH_INFO"] = found["rest"]
        request.META["SCRIPT_NAME"] = base
        request.COOKIES = _own_cookies(request.COOKIES, found["handle"])
        with _script_prefix(base):
            response = self.get_response(request)
        _sign_cookies(response, found["handle"], base)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            _keep_inside(response, base)
        return response


class ActingMiddleware:
    """On a side, its person is signed in by the address alone. 404 for a handle that nobody has."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if handle := getattr(request, "persona", ""):
            request.user = get_object_or_404(Member.objects.joined(), handle=handle)
        response = self.get_response(request)
        if handle and request.path_info.startswith("/mail/"):
            request.session[SEEN] = clock.now().isoformat()
        return response


@contextmanager
def _script_prefix(base: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(f"{base}/")
    try:
        yield
    finally:
        set_script_prefix(before)


def _own_cookies(cookies: dict[str, str], handle: str) -> dict[str, str]:
    ending = f"-as-{handle}"
    return {name.removesuffix(ending): value for name, value in cookies.items() if name.endswith(ending)}


def _sign_cookies(response: HttpResponseBase, handle: str, base: str) -> None:
    for name in list(response.cookies):
        morsel = response.cookies.pop(name)
        kept = {field: value for field, value in morsel.items() if value and field != "path"}
        response.cookies[f"{name}-as-{handle}"] = morsel.value
        response.cookies[f"{name}-as-{handle}"].update(kept | {"path": f"{base}/"})


def _keep_inside(response: HttpResponse, base: str) -> None:
    """Links of e-mails lead to this side, within its frame: a sandbox allows only the whole window to be led away."""
    sandbox = "sandbox allow-top-navigation-by-user-activation"
    policy = response.headers.get("Content-Security-Policy", "")
    response.headers["Content-Security-Policy"] = policy.replace(f"; {sandbox}", "")
    page = response.content.decode()
    for outside, inside in {
        f'href="{settings.SITE_URL}/': f'href="{base}/',
        '<base target="_top">': '<base target="_parent">',
        ' sandbox="allow-top-navigation-by-user-activation"': "",
    }.items():
        page = page.replace(outside, inside)
    response.content = page.encode()
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
