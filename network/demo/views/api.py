"""The demo for programs, such as tests of another project: JSON in, JSON out; docs/demo.md describes it.

A POST has the header `X-Demo: 1` in place of the CSRF token: a page of another site cannot send it, because no answer
allows that. A request that names another origin is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from network import clock
from network.common.toml_file import TomlFileError
from network.demo import captured_mail, mail_counts, time_travel
from network.demo.stories import loader, story_setup
from network.demo.views.request_values import iso, parse_moment, parse_number
from network.demo.waiting import MAX_WAIT, TooManyWaiting, has_hung_up
from network.members.models import Member
from notifications.models import Outbox

P = ParamSpec("P")
JsonView = Callable[Concatenate[HttpRequest, P], JsonResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
FormView = Callable[[HttpRequest], HttpResponse]
MAX_MOVE = timedelta(days=60)
"""Of the clock in one request."""


class ApiError(Exception):
    """What is wrong with a request, in one sentence, and the status of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def json_view(view: JsonView[P]) -> JsonView[P]:
    """Decorator: refuses other origins, and a POST without `X-Demo: 1`; answers `ApiError` as {"error": …}."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> JsonResponse:
        try:
            _check_origin(request)
            return view(request, *args, **kwargs)
        except ApiError as error:
            headers = {"Retry-After": str(MAX_WAIT)} if error.status == 429 else {}
            return JsonResponse({"error": str(error)}, status=error.status, headers=headers)

    return checked


def _check_origin(request: HttpRequest) -> None:
    origin = request.headers.get("Origin")
    if origin and origin != f"{request.scheme}://{request.get_host()}":
        raise ApiError(_("A page of another site may not use the demo."), 403)
    if request.method == "POST" and request.headers.get("X-Demo") != "1":
        raise ApiError(_("Send the header X-Demo: 1."), 403)


def or_program(program_view: JsonView[[]]) -> Callable[[FormView], FormView]:
    """Decorator of a view that a form posts to, with its CSRF token: the POST of a program goes to `program_view`."""

    def decorate(form_view: FormView) -> FormView:
        protected = csrf_protect(form_view)

        @allow("POST")
        @wraps(form_view)
        def post(request: HttpRequest) -> HttpResponse:
            return program_view(request) if is_for_programs(request) else protected(request)

        return post

    return decorate


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a request to a URL that pages use as well is that of a program: it sends JSON, or wants some."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    sends_json = request.content_type == "application/json"
    return "X-Demo" in request.headers or sends_json or wants_json or request.GET.get("format") == "json"


def allow(*methods: str) -> Callable[[Page[P]], Page[P]]:
    """Decorator: answers 405 to other methods, to a program as {"error": …}."""

    def decorate(view: Page[P]) -> Page[P]:
        for_browsers = require_http_methods(list(methods))(view)

        @login_not_required
        @csrf_exempt
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in methods or not is_for_programs(request):
                return for_browsers(request, *args, **kwargs)
            error = _("Send this request as %(method)s.") % {"method": methods[0]}
            return JsonResponse({"error": error}, status=405, headers={"Allow": ", ".join(methods)})

        return checked

    return decorate


@allow("GET", "HEAD")
def idle(request: HttpRequest) -> JsonResponse:
    """Whether all background work is done: all that the split screen asks."""
    return JsonResponse({"idle": time_travel.is_idle()})


@json_view
def reset(request: HttpRequest) -> JsonResponse:
    """Everything is as it was in the beginning, the clock too."""
    time_travel.reset_demo()
    return JsonResponse(_now())


@json_view
def move_clock(request: HttpRequest) -> JsonResponse:
    """{"to": "2026-12-24"} or {"by": "+7d"}; answers when all that fell due is done."""
    period = time_travel.move_clock(_requested_move(_read_object(request)))
    counts = mail_counts.count_emails(Outbox.objects.all(), period)
    return JsonResponse(_now() | {"sent": counts.sent, "not_sent": counts.not_sent})


def _requested_move(data: dict[str, Any]) -> timedelta:
    if set(data) == {"by"}:
        by = time_travel.parse_move(str(data["by"]))
        if by is None:
            raise ApiError(_("“by” is a duration such as +7d, +2w, +3h or +30m."))
    elif set(data) == {"to"}:
        by = _duration_until(data["to"])
    else:
        raise ApiError(_('Say either {"to": "2026-12-24"} or {"by": "+7d"}.'))
    if by < timedelta():
        raise ApiError(_("The clock moves forward only: POST /demo/reset/ sets it back."))
    if by > MAX_MOVE:
        limit = {"days": MAX_MOVE.days}
        raise ApiError(_("The clock moves by %(days)s days at most in one request.") % limit)
    return by


def _duration_until(text: Any) -> timedelta:
    """Whole days until this date in the time zone of the site."""
    try:
        date = parse_date(text)
    except (TypeError, ValueError):
        date = None
    if date is None:
        raise ApiError(_("“to” is a date such as 2026-12-24."))
    return date - timezone.localdate(clock.now(), timezone.get_default_timezone())


@allow("POST")
@json_view
def stage(request: HttpRequest) -> JsonResponse:
    """{"story": "ignoring"} prepares the data of a story; answers who plays in it and where."""
    name = _read_object(request).get("story")
    story = loader.find(name) if isinstance(name, str) else None
    if story is None:
        raise ApiError(_("“story” is one of: %(names)s.") % {"names": ", ".join(loader.names())})
    try:
        story_setup.prepare(story)
    except Http404:
        raise ApiError(_("Somebody who plays in this story has no account.")) from None
    except TomlFileError as error:
        raise ApiError(str(error)) from None
    people = Member.objects.joined().in_bulk(story.cast, field_name="handle")
    answer = {"story": story.name, "title": str(story.title), "url": _url(reverse("demo:story", args=[name]))}
    return JsonResponse(_now() | answer | {"people": [_describe(people[handle]) for handle in story.cast]})


def _describe(person: Member) -> dict[str, str]:
    return {
        "handle": person.handle,
        "name": person.name,
        "email": person.email,
        "url": _url(f"{reverse('home')}as/{person.handle}/"),
        "mailbox": _url(reverse("demo:mailbox", args=[person.email])),
    }


@json_view
def mail(request: HttpRequest, address: str) -> JsonResponse:
    """The e-mails to an address; `wait` seconds for the first one after `since`."""
    since, wait = _parse_since(request), _parse_wait(request)
    try:
        emails = captured_mail.wait_for(address, since, wait, partial(has_hung_up, request))
    except TooManyWaiting:
        raise ApiError(_("Two requests are waiting already: try again later."), 429) from None
    return JsonResponse(_now() | {"address": address, "emails": emails})


def _parse_since(request: HttpRequest) -> datetime | None:
    text = request.GET.get("since", "")
    since = parse_moment(text)
    if text and since is None:
        raise ApiError(_("“since” is a time such as 2026-12-24T09:00:00Z."))
    return since


def _parse_wait(request: HttpRequest) -> int:
    wait = parse_number(request.GET.get("wait", "0"))
    if wait is None or wait > MAX_WAIT:
        raise ApiError(_("“wait” is a whole number of seconds from 0 to %(limit)s.") % {"limit": MAX_WAIT})
    return wait


def _read_object(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ApiError(_("The body is no JSON object."))
    return cast(dict[str, Any], data)


def _now() -> dict[str, str]:
    """The product's date and time."""
    now = clock.now()
    return {"date": f"{timezone.localdate(now, timezone.get_default_timezone())}", "now": iso(now)}


def _url(path: str) -> str:
    return settings.SITE_URL + path
