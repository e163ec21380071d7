"""The pages of the demo: personas, split screen, narrator, clock, captured mail, style guide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from invitations.models import Invitation
from network.demo import demo_data, story_setup, time_travel, timeline
from network.demo.stories import RECIPIENT, SENDER, STORIES
from network.demo.styleguide import styleguide_context
from network.members.models import Member, normalise_address
from network.members.requests import next_url
from notifications.models import CapturedEmail
from notifications.views import framed

COLOURS = ("background", "surface", "text", "muted", "border", "accent", "accent-subtle", "danger")
"""The custom properties `--color-…` of tokens.css that the style guide shows."""
MAX_EMAILS = 100
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
def index(request: HttpRequest) -> HttpResponse:
    handles = [person.handle for person in demo_data.PEOPLE] + [demo_data.ADMIN.handle]
    people = Member.objects.joined().in_bulk(handles, field_name="handle")
    context = {
        "people": [people[handle] for handle in handles if handle in people],
        "stories": STORIES.values(),
    }
    return render(request, "demo/index.html", context)


@login_not_required
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    left, right = _selected_members(request)
    left_page = request.GET.get("left_at") or "sent"
    right_page = request.GET.get("right_at") or "received"
    return _split_screen(request, left, right, left_page, right_page)


@login_not_required
@require_safe
def narrator(request: HttpRequest) -> HttpResponse:
    left, right = _selected_members(request)
    return render(request, "demo/narrator.html", {"histories": timeline.histories_between(left, right)})


@login_not_required
def story(request: HttpRequest, name: str) -> HttpResponse:
    """GET shows one scene of the story, POST prepares its data."""
    selected = STORIES.get(name)
    if selected is None:
        return redirect("demo:index")
    if request.method == "POST":
        story_setup.prepare(selected)
        return redirect("demo:story", name)
    number = min(max(1, _parse_number(request.GET.get("scene", ""))), len(selected.scenes))
    scene = selected.scenes[number - 1]
    left, right = (get_object_or_404(Member, handle=handle) for handle in (SENDER, RECIPIENT))
    context = {"story": selected, "scene": scene, "number": number, "stories": STORIES.values()}
    return _split_screen(request, left, right, scene.left, scene.right, **context)


@login_not_required
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock by one of three fixed steps: stopping at events would reveal them."""
    days = _parse_number(request.POST.get("days", ""))
    if days in time_travel.ALLOWED_DAYS:
        time_travel.move_clock(days)
    return redirect(next_url(request, "demo:index"))


@login_not_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    time_travel.reset_demo()
    messages.success(request, _("Everything is as it was in the beginning."))
    return redirect("demo:index")


@login_not_required
@require_safe
def find_mailbox(request: HttpRequest) -> HttpResponse:
    address = normalise_address(request.GET.get("address", ""))
    return redirect("demo:mailbox", address) if address and "/" not in address else redirect("demo:index")


@login_not_required
@require_safe
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    context = {"address": normalise_address(address), "mails": _emails_to(address)[:MAX_EMAILS]}
    return render(request, "demo/mailbox.html", context)


@login_not_required
@require_safe
def message(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    email = get_object_or_404(_emails_to(address), public_id=public_id)
    return render(request, "demo/message.html", {"mail": email, "address": normalise_address(address)})


@login_not_required
@require_safe
def message_html(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    return framed(get_object_or_404(_emails_to(address), public_id=public_id))


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/styleguide.html", styleguide_context() | {"colours": COLOURS})


def _emails_to(address: str) -> Any:
    emails = CapturedEmail.objects.filter(to=normalise_address(_without_nul(address)))
    return emails.order_by("-sent_at", "-public_id")


def _selected_members(request: HttpRequest) -> tuple[Member, Member]:
    """The members of `?left=` and `?right=`. Raises `Http404` for an unknown handle."""
    members = Member.objects.joined()
    left = get_object_or_404(members, handle=_without_nul(request.GET.get("left", SENDER)))
    right = get_object_or_404(members, handle=_without_nul(request.GET.get("right", RECIPIENT)))
    return left, right


def _split_screen(
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


def _without_nul(text: str) -> str:
    """PostgreSQL refuses NUL characters."""
    return text.replace("\x00", "")


def _parse_number(text: str) -> int:
    """A number below 1000; 0 for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
