"""The demo's own pages: anybody may be anybody here, and see both sides, the truth and the mail."""

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
from network.demo.styleguide import specimens
from network.members.models import Member, normalise_address
from network.members.requests import next_url
from notifications.models import CapturedEmail
from notifications.views import framed

COLOURS = ("paper", "card", "ink", "soft", "line", "accent", "tint", "seal")
PLACES = {
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
def choose(request: HttpRequest) -> HttpResponse:
    handles = [person.handle for person in demo_data.PEOPLE] + [demo_data.ADMIN.handle]
    people = Member.objects.joined().in_bulk(handles, field_name="handle")
    here = {"people": [people[handle] for handle in handles if handle in people], "stories": STORIES.values()}
    return render(request, "demo/index.html", here)


@login_not_required
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    left, right = _pair(request)
    at = {side: request.GET.get(f"{side}_at", "") for side in ("left", "right")}
    return _both(request, left, right, at["left"] or "sent", at["right"] or "received")


@login_not_required
@require_safe
def narrator(request: HttpRequest) -> HttpResponse:
    left, right = _pair(request)
    return render(request, "demo/narrator.html", {"tales": timeline.tales_of(left, right)})


@login_not_required
def story(request: HttpRequest, name: str) -> HttpResponse:
    told = STORIES.get(name)
    if told is None:
        return redirect("demo:choose")
    if request.method == "POST":
        story_setup.prepare(told)
        return redirect("demo:story", name)
    number = min(max(1, _number(request.GET.get("scene", ""))), len(told.scenes))
    scene = told.scenes[number - 1]
    left, right = (get_object_or_404(Member, handle=handle) for handle in (SENDER, RECIPIENT))
    here = {"story": told, "scene": scene, "number": number, "stories": STORIES.values()}
    return _both(request, left, right, scene.left, scene.right, **here)


@login_not_required
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """By one of three fixed steps: it stops at no event, so it betrays none."""
    days = _number(request.POST.get("days", ""))
    if days in time_travel.STEPS:
        time_travel.move(days)
    return redirect(next_url(request, "demo:choose"))


@login_not_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    time_travel.start_over()
    messages.success(request, _("Everything is as it was in the beginning."))
    return redirect("demo:choose")


@login_not_required
@require_safe
def find_mail(request: HttpRequest) -> HttpResponse:
    address = normalise_address(request.GET.get("address", ""))
    return redirect("demo:mail", address) if address and "/" not in address else redirect("demo:choose")


@login_not_required
@require_safe
def mail(request: HttpRequest, address: str) -> HttpResponse:
    here = {"address": normalise_address(address), "mails": _mail_to(address)[:100]}
    return render(request, "demo/mailbox.html", here)


@login_not_required
@require_safe
def letter(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    found = get_object_or_404(_mail_to(address), public_id=public_id)
    return render(request, "demo/message.html", {"mail": found, "address": normalise_address(address)})


@login_not_required
@require_safe
def letter_html(request: HttpRequest, address: str, public_id: str) -> HttpResponse:
    return framed(get_object_or_404(_mail_to(address), public_id=public_id))


@login_not_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    here = specimens() | {"colours": COLOURS}
    return render(request, "demo/styleguide.html", here)


def _mail_to(address: str) -> Any:
    return CapturedEmail.objects.filter(to=normalise_address(_plain(address))).order_by(
        "-sent_at", "-public_id"
    )


def _pair(request: HttpRequest) -> tuple[Member, Member]:
    joined = Member.objects.joined()
    sides = {"left": SENDER, "right": RECIPIENT}
    left, right = (_plain(request.GET.get(side, handle)) for side, handle in sides.items())
    return get_object_or_404(joined, handle=left), get_object_or_404(joined, handle=right)


def _both(
    request: HttpRequest, left: Member, right: Member, left_at: str, right_at: str, **more: object
) -> HttpResponse:
    sides = [_side(left, right, left_at), _side(right, left, right_at)]
    people = Member.objects.joined().filter(handle__in=[person.handle for person in demo_data.PEOPLE])
    here = {"sides": sides, "people": people.order_by("name"), "left": left, "right": right}
    return render(request, "demo/side_by_side.html", here | more)


def _side(person: Member, other: Member, place: str) -> dict[str, object]:
    path = PLACES.get(place, "").format(other=other.handle)
    if place == "exchange":
        path = _exchange(person, other)
    return {"person": person, "src": f"{reverse('home')}as/{person.handle}/{path}"}


def _exchange(person: Member, other: Member) -> str:
    """The newest invitation between the two, where there is one."""
    newest = Invitation.objects.between(person, other).order_by("-sent_at", "-pk").first()
    return f"invitations/{newest.public_id}/" if newest else PLACES["sent"]


def _plain(words: str) -> str:
    """Without what PostgreSQL does not take."""
    return words.replace("\x00", "")


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0
