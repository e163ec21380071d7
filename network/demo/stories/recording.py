"""Records a story by clicking: which pages the personas of one browser open, which verbs they use, how the clock moves.

A cookie names the file with the notes, in a folder of the demo. No table of the product is written or read for it but
the half of an invitation that both may see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.crypto import get_random_string

from invitations.models import Invitation
from network import clock
from network.demo.impersonation import PERSONA_PATH
from network.demo.participants import find_member
from network.demo.stories import verbs
from network.demo.stories.clock_moves import MAX_DAYS
from network.demo.stories.toml_writer import write_story

COOKIE = "recording"
_ID = re.compile(r"[a-z0-9]{20}")
MAX_NOTES = 500
"""A longer recording is a forgotten one."""
PAGE_OF_URL = {
    "home": "home",
    "invitations:received": "received",
    "invitations:archived": "archived",
    "invitations:sent": "sent",
    "invitations:blocked": "blocked",
    "invitations:send_by_email": "by_email",
    "invitations:etiquette": "etiquette",
    "invitations:send": "invite",
    "invitations:detail": "conversation",
    "members:connections": "connections",
    "members:directory": "/members/",
    "members:edit_profile": "/settings/profile/",
    "members:profile": "profile",
    "members:settings": "/settings/",
    "notifications:preferences": "preferences",
    "notifications:mailbox": "mail",
    "notifications:message": "mail",
}


@dataclass(frozen=True)
class Recording:
    """The notes of one recording, one JSON object on each line of a file."""

    file: Path

    @property
    def notes(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    @property
    def is_stopped(self) -> bool:
        return "stopped" in self.notes[-1]

    def note(self, **what: Any) -> None:
        with self.file.open("a") as file:
            file.write(json.dumps(what) + "\n")

    def stop(self) -> None:
        self.note(stopped=True)

    def as_toml(self) -> str:
        """The story as a file that `manage.py stories check` accepts."""
        first, *rest = self.notes
        return write_story(first["left"], first["right"], [note for note in rest if "stopped" not in note])


def _folder() -> Path:
    return Path(settings.PRIVATE_DIR) / "recordings"


def start(response: HttpResponseBase, left: str, right: str) -> None:
    """Begin a recording in the browser that gets this response."""
    identity = get_random_string(20, "abcdefghijklmnopqrstuvwxyz0123456789")
    _folder().mkdir(mode=0o700, exist_ok=True)
    Recording(_folder() / identity).note(left=left, right=right)
    response.set_cookie(COOKIE, identity, httponly=True, samesite="Lax", secure=settings.HTTPS)


def of(request: HttpRequest, stopped: bool = False) -> Recording | None:
    """The recording of this browser, running or `stopped`; None if there is none."""
    identity = request.COOKIES.get(COOKIE, "")
    recording = Recording(_folder() / identity)
    if not _ID.fullmatch(identity) or not recording.file.exists():
        return None
    return recording if recording.is_stopped == stopped else None


class RecordingMiddleware:
    """Notes pages, verbs and moves of the clock while a recording runs. Stands before `PersonaMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        recording = of(request) if COOKIE in request.COOKIES else None
        if recording is None:
            return self.get_response(request)
        path, offset = request.path_info, clock.offset()
        response = self.get_response(request)
        data = request.POST.dict() if request.method == "POST" else None
        if len(recording.notes) < MAX_NOTES and not recording.is_stopped:
            _note_clock(recording, clock.offset() - offset)
            if match := PERSONA_PATH.fullmatch(path):
                _note_persona(recording, match["handle"], match["path"], data, response)
        return response


def _note_clock(recording: Recording, moved: timedelta) -> None:
    days = round(moved / timedelta(days=1))
    if 1 <= days <= MAX_DAYS:
        recording.note(clock=f"+{days}d")


def _note_persona(
    recording: Recording, who: str, path: str, data: dict[str, str] | None, response: HttpResponseBase
) -> None:
    """A page that was shown, or a verb after which the site leads to another page."""
    first = recording.notes[0]
    sides = (first["left"], first["right"])
    try:
        match = resolve(path)
    except Resolver404:
        return
    if who not in sides:
        return
    other = sides[1] if who == sides[0] else sides[0]
    if data is None:
        content_type = response.headers.get("Content-Type", "")
        if response.status_code == 200 and content_type.startswith("text/html"):
            _note_page(recording, who, other, path, match)
    elif response.status_code in (204, 302) or "HX-Redirect" in response.headers:
        _note_verb(recording, who, other, match, data)


def _note_page(recording: Recording, who: str, other: str, path: str, match: ResolverMatch) -> None:
    """The name of the page in a story, or the path where it is about a third member."""
    is_of_another = match.kwargs.get("handle", other) != other
    if page := path if is_of_another else PAGE_OF_URL.get(match.view_name):
        recording.note(who=who, page=page)


def _note_verb(
    recording: Recording, who: str, other: str, match: ResolverMatch, data: dict[str, str]
) -> None:
    """A verb between the two sides, or one that concerns nobody else."""
    name = verbs.VERB_OF_URL.get(match.view_name, "")
    if not name or not _concerns(other, verbs.VERBS[name].about, match):
        return
    note: dict[str, Any] = {"who": who, "verb": name}
    if verbs.VERBS[name].about != "nothing":
        note["to"] = other
    if name == "email_settings":
        off = [switch for switch in verbs.SWITCHES if switch not in data]
        note["off"] = [verbs.ALL_EMAILS] if "none" in data else off
    note |= {field: data[field] for field in verbs.VERBS[name].fields if data.get(field)}
    recording.note(**note)


def _concerns(other: str, about: str, match: ResolverMatch) -> bool:
    if about == "member":
        return bool(match.kwargs.get("handle") == other)
    if about == "invitation":
        invitation = Invitation.objects.with_people().get(public_id=match.kwargs["public_id"])
        people = {invitation.sender.handle, invitation.recipient.handle if invitation.recipient else ""}
        member = find_member(other)
        return other in people or bool(member and member.has_address(invitation.address))
    return True
