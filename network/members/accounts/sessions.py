"""The browsers in which a member is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from network import clock
from network.members.accounts.devices import forget_devices
from network.members.models import Member

SALT = "network.members.accounts.sessions"
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")


@dataclass(frozen=True)
class Browser:
    """A browser for display. Pages identify it by `public_id`: the session key would give access to the account."""

    public_id: str
    label: str
    since: datetime
    ip: str
    is_current: bool


def browsers_of(member: Member, session_key: str | None) -> list[Browser]:
    """The browsers in which a member is signed in; `session_key` belongs to the current one."""
    return [
        Browser(
            public_id=public_id(session),
            label=browser_label(session.user_agent),
            since=session.created_at,
            ip=session.ip,
            is_current=session.session_key == session_key,
        )
        for session in active_sessions(member)
    ]


def browser_label(user_agent: str) -> str:
    """A short description of a browser and its operating system, by the User-Agent header."""
    browser = next((name for token, name in BROWSERS.items() if token in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def active_sessions(member: Member) -> list[UserSession]:
    """The valid sessions of a member, the newest first. Reads only; allauth's own function deletes rows."""
    user_sessions = UserSession.objects.filter(user=member).order_by("-created_at", "-pk")
    stored = Session.objects.filter(
        session_key__in=[session.session_key for session in user_sessions], expire_date__gt=clock.real_now()
    )
    valid_keys = {session.session_key for session in stored if _is_valid(session.get_decoded(), member)}
    return [session for session in user_sessions if session.session_key in valid_keys]


def _is_valid(data: dict[str, Any], member: Member) -> bool:
    """A password change invalidates older sessions; a change of SECRET_KEY does not while it is a fallback."""
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), expected) for expected in hashes)


def public_id(session: UserSession) -> str:
    """A hash of the session key that may appear in pages and URLs."""
    return salted_hmac(SALT, session.session_key, algorithm="sha256").hexdigest()[:32]


def rekey(request: HttpRequest, old_key: str) -> None:
    """Re-key the row after session rotation. Of two simultaneous requests the second one creates a new row."""
    rows = UserSession.objects.filter(session_key=old_key)
    if not rows.update(session_key=request.session.session_key):
        UserSession.objects.create_from_request(request)


def end_sessions(sessions: Iterable[UserSession]) -> None:
    """Sign these browsers out: delete the sessions and their rows, and void the device cookies of their members."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        forget_devices(session.user)
        store.delete(session.session_key)
        session.delete()


def end_other_sessions(member: Member, session_key: str | None) -> None:
    """Sign the member out of all sessions but the one with this key, and void all device cookies."""
    forget_devices(member)
    end_sessions(UserSession.objects.filter(user=member).exclude(session_key=session_key or ""))


def prune() -> None:
    """Delete expired sessions, and the rows about sessions that have ended."""
    call_command("clearsessions", verbosity=0)
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(session)).delete()
