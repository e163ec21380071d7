"""Two members side by side, with the narrator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from network.demo import demo_data, timeline
from network.demo.participants import find_member, find_participant
from network.demo.stories import pages, recording
from network.demo.views.refreshing import refreshing_context
from network.demo.views.request_values import without_nul
from network.members.models import Member

SENDER, RECIPIENT = "anna", "bruno"
"""The two sides where the query names none."""


@login_not_required
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    left, right = _selected_members(request)
    left_page = request.GET.get("left_at") or "sent"
    right_page = request.GET.get("right_at") or "received"
    return render_split_screen(request, left, right, left_page, right_page)


@login_not_required
@require_safe
def narrator(request: HttpRequest) -> HttpResponse:
    handles = (
        without_nul(request.GET.get(side, who)) for side, who in (("left", SENDER), ("right", RECIPIENT))
    )
    left, right = (find_participant(who) for who in handles)
    if left is None or right is None:
        raise Http404
    narration = timeline.narrate(left, right)
    context = {"halves": narration.halves, "groups": narration.groups, "left": left, "right": right}
    return render(request, "demo/narrator.html", context)


def _selected_members(request: HttpRequest) -> tuple[Member, Member]:
    """The members of `?left=` and `?right=`. Raises `Http404` for an unknown handle."""
    members = Member.objects.joined()
    left = get_object_or_404(members, handle=without_nul(request.GET.get("left", SENDER)))
    right = get_object_or_404(members, handle=without_nul(request.GET.get("right", RECIPIENT)))
    return left, right


def render_split_screen(
    request: HttpRequest, left: Member, right: Member, left_page: str, right_page: str, **extra: object
) -> HttpResponse:
    panes = [_pane(left, right, left_page) | {"is_first": True}, _pane(right, left, right_page)]
    return render_panes(request, panes, left=left, right=right, **extra)


def render_panes(request: HttpRequest, panes: list[dict[str, Any]], **extra: object) -> HttpResponse:
    """The split screen. Each of the panes has `who`, the `person` if it is a member, a `name` and `src`.

    `is_first` marks the one that a narrow screen shows first.
    """
    people = Member.objects.joined().filter(handle__in=[person.handle for person in demo_data.PEOPLE])
    context = {
        "panes": panes,
        "people": people.order_by("sort_key", "id"),
        "recording": recording.of(request),
    }
    refreshing = refreshing_context(request, panes, is_story="story" in extra)
    return render(request, "demo/side_by_side.html", context | extra | refreshing)


def _pane(person: Member, other: Member, page: str) -> dict[str, Any]:
    """`page` is a name of `stories.pages`; the home page for anything else."""
    return pane(person.handle, other.handle, page)


def pane(who: str, other: str, page: str) -> dict[str, Any]:
    """`who` and `other` are handles, or addresses of people who may be no members yet."""
    member = find_member(who)
    return {
        "who": who,
        "person": member,
        "name": member.name if member else who,
        "src": pages.page_url(who, other, page),
    }
