"""Two members side by side, with the narrator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from invitations.models import Invitation
from network.demo import demo_data, timeline
from network.demo.stories import RECIPIENT, SENDER
from network.demo.views.requests import without_nul
from network.members.models import Member

PAGE_PATHS = {
    "home": "",
    "received": "invitations/",
    "archived": "invitations/archived/",
    "sent": "invitations/sent/",
    "connections": "connections/",
    "mail": "mail/",
    "preferences": "settings/email/",
    "profile": "members/{other}/",
    "invite": "members/{other}/invite/",
}


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
    left, right = _selected_members(request)
    return render(request, "demo/narrator.html", {"histories": timeline.histories_between(left, right)})


def _selected_members(request: HttpRequest) -> tuple[Member, Member]:
    """The members of `?left=` and `?right=`. Raises `Http404` for an unknown handle."""
    members = Member.objects.joined()
    left = get_object_or_404(members, handle=without_nul(request.GET.get("left", SENDER)))
    right = get_object_or_404(members, handle=without_nul(request.GET.get("right", RECIPIENT)))
    return left, right


def render_split_screen(
    request: HttpRequest, left: Member, right: Member, left_page: str, right_page: str, **extra: object
) -> HttpResponse:
    panes = [_pane(left, right, left_page), _pane(right, left, right_page)]
    people = Member.objects.joined().filter(handle__in=[person.handle for person in demo_data.PEOPLE])
    context = {"panes": panes, "people": people.order_by("sort_key", "id"), "left": left, "right": right}
    return render(request, "demo/side_by_side.html", context | extra)


def _pane(person: Member, other: Member, page: str) -> dict[str, object]:
    """`page` is a key of PAGE_PATHS or "conversation"; the home page for anything else."""
    path = PAGE_PATHS.get(page, "").format(other=other.handle)
    if page == "conversation":
        path = _conversation_path(person, other)
    return {"person": person, "src": f"{reverse('home')}as/{person.handle}/{path}"}


def _conversation_path(person: Member, other: Member) -> str:
    """The path of the newest invitation between the two, else of the list of sent ones."""
    newest = Invitation.objects.between(person, other).order_by("-sent_at", "-pk").first()
    return f"invitations/{newest.public_id}/" if newest else PAGE_PATHS["sent"]
