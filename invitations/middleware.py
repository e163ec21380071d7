"""The limit on verbs an hour (`VERBS_AN_HOUR`), counted in the database before the view is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from invitations.models import RecentVerbs
from network.members.requests import current_member

OTHER_POSTS = frozenset(
    {"invitations:acknowledge", "invitations:acknowledge_all", "invitations:confirm_bulk"}
)
"""They are no verbs: the first two only mark the sender's news as seen, the last only shows a page."""

VERBS_OF_OTHER_APPS = frozenset({"members:remove_connection"})
KEPT_TEXTS = ("note", "message", "comment", "text", "email")


class VerbLimitMiddleware:
    """Counts every POST of a verb, valid or not, for the member who makes it; above the limit it answers 429.

    Must follow the middleware that requires the login.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        """The page with what was typed, to be sent again later; None if the view may be called."""
        if not is_verb(request, view) or RecentVerbs.objects.spend(current_member(request)):
            return None
        return render(request, "invitations/too_many_verbs.html", _posted(request), status=429)


def is_verb(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether it is a POST of this app that is not in `OTHER_POSTS`, so that a new verb is counted from the start.

    The links of e-mails, which need no login, are not counted: each can succeed once, and whoever holds a forwarded one
    could use up the hour of its member.
    """
    match = request.resolver_match
    if match is None or request.method != "POST" or not getattr(view, "login_required", True):
        return False
    is_own = match.namespace == "invitations" and match.view_name not in OTHER_POSTS
    return is_own or match.view_name in VERBS_OF_OTHER_APPS


def _posted(request: HttpRequest) -> dict[str, Any]:
    """What was posted: the texts, which are shown, and all other fields, which are only sent again."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    return {
        "texts": [(name, value) for name, value in fields if name in KEPT_TEXTS and value],
        "others": [(name, value) for name, value in fields if name not in KEPT_TEXTS],
    }
